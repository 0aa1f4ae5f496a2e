package dev.gatehouse.cache.disk;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be done to the files, in the order in which it was asked for, and what of it has
 * been overtaken: a removal holds from the moment it is asked for, also for what waits before it.
 *
 * <p>Shared by all event loops and the thread that writes, under its own lock, which is held for a
 * few steps each time. What waits to be written is bounded by its bytes; removals are bounded by
 * the entries there are.
 */
final class Backlog {
  /** A change to the files. */
  sealed interface Change {}

  /**
   * An entry to be written; holds a reference to its content.
   *
   * @param instead only if this is still what the key has; null: whatever it has
   */
  @SuppressWarnings("ArrayRecordComponent") // the meta is opaque, compared by nobody
  record Put(
      long turn, String key, long variant, byte[] meta, ByteBuf content, @Nullable Place instead)
      implements Change {
    long bytes() {
      return (long) key.length() + meta.length + content.readableBytes();
    }
  }

  /** Entries to be marked as removed, which the index has lost already. */
  record Removal(long turn, String key, List<Place> places) implements Change {}

  /** Anything else that the thread that writes is to do. */
  record Errand(Runnable task) implements Change {}

  private final long limit;
  private final Executor executor;
  private final Consumer<Change> work;
  private final ArrayDeque<Change> waiting = new ArrayDeque<>();
  private final Map<String, Integer> puts = new HashMap<>();
  private final Map<String, Long> removed = new HashMap<>();
  private long turn;
  private long bytes;
  private boolean working;
  private boolean closed;

  /**
   * Makes an empty one.
   *
   * @param limit bytes of entries that may wait
   * @param executor the thread that writes
   * @param work what it does with each change; must not throw
   */
  Backlog(long limit, Executor executor, Consumer<Change> work) {
    this.limit = limit;
    this.executor = executor;
    this.work = work;
  }

  /** Takes an entry over; false: there is no room for it, and the caller keeps it. */
  synchronized boolean put(
      String key, long variant, byte[] meta, ByteBuf content, @Nullable Place instead) {
    Put put = new Put(turn, key, variant, meta, content, instead);
    if (closed || bytes + put.bytes() > limit) {
      return false;
    }
    turn++;
    bytes += put.bytes();
    puts.merge(key, 1, Integer::sum);
    enqueue(put);
    return true;
  }

  /** Makes whatever waits for {@code key} void; {@link #remove} must follow. */
  synchronized long outdate(String key) {
    long mine = turn++;
    if (puts.containsKey(key)) {
      removed.put(key, mine);
    }
    return mine;
  }

  /** Has entries marked that were removed from the index since {@link #outdate}. */
  synchronized void remove(long outdated, String key, List<Place> places) {
    if (!closed && (!places.isEmpty() || removed.containsKey(key))) {
      enqueue(new Removal(outdated, key, places));
    }
  }

  /** Has {@code task} run when all that waits now is done; false: this is closed. */
  synchronized boolean then(Runnable task) {
    if (closed) {
      return false;
    }
    enqueue(new Errand(task));
    return true;
  }

  /** Whether the key's entries have been removed since {@code put} was asked for. */
  synchronized boolean isOutdated(Put put) {
    Long later = removed.get(put.key());
    return later != null && later > put.turn();
  }

  /** Whether an entry of {@code key} waits, or is being written. */
  synchronized boolean waits(String key) {
    return puts.containsKey(key);
  }

  /** The bytes of entries that wait. */
  synchronized long bytes() {
    return bytes;
  }

  /** Takes nothing more; what waits will be done. */
  synchronized void close() {
    closed = true;
  }

  private void enqueue(Change change) {
    waiting.add(change);
    if (!working) {
      working = true;
      executor.execute(this::work);
    }
  }

  private void work() {
    Change change = next(null);
    while (change != null) {
      work.accept(change);
      change = next(change);
    }
  }

  /** Takes the next change, once the last one is done. */
  private synchronized @Nullable Change next(@Nullable Change done) {
    switch (done) {
      case Put put -> {
        bytes -= put.bytes();
        puts.computeIfPresent(put.key(), (_, count) -> count == 1 ? null : count - 1);
      }
      case Removal removal -> removed.remove(removal.key(), removal.turn());
      case Errand _ -> {}
      case null -> {}
    }
    Change next = waiting.poll();
    if (next == null) {
      working = false;
    }
    return next;
  }
}
