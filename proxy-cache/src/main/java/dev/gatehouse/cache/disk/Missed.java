package dev.gatehouse.cache.disk;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were removed, or got something newer, while the store did not have its folder, and
 * the beginnings of such keys: what the folder has of them is outdated. Of more than a bound it is
 * forgotten which they were.
 *
 * <p>Shared by all event loops and the thread that writes, under its own lock.
 */
final class Missed {
  static final int MOST = 10_000;

  /** Characters of all of them: clients choose how long they are. */
  static final int MOST_CHARACTERS = 4 << 20;

  private @Nullable Set<String> keys = new HashSet<>();
  private long characters;
  private volatile boolean ended;

  /** Something has happened to all keys with {@code prefix}; no-op once there is a folder. */
  void add(String prefix) {
    if (!ended) {
      record(prefix);
    }
  }

  private synchronized void record(String prefix) {
    if (!ended && keys != null) {
      characters += keys.add(prefix) ? prefix.length() : 0;
      if (keys.size() > MOST || characters > MOST_CHARACTERS) {
        keys = null;
      }
    }
  }

  /** Whether the folder is there, and what happens is written to it. */
  boolean hasEnded() {
    return ended;
  }

  /** Ends this; returns what keys begin with; null: too many to say. */
  synchronized @Nullable Set<String> end() {
    Set<String> all = keys;
    keys = null;
    ended = true;
    return all;
  }

  /** There is no folder after all; who has removed what since is not known. */
  synchronized void beginAgain() {
    keys = null;
    ended = false;
  }
}
