package dev.gatehouse.cache.disk;

import dev.gatehouse.cache.disk.Backlog.Put;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does with the changes that were asked for: has a {@link SegmentLog} carry them
 * out, while the folder can be had and written to.
 *
 * <p>Threading: confined to the thread that writes, but for the numbers it shows and for {@link
 * #missed}.
 */
final class DiskWriter {
  /** Makes the log of a folder. */
  interface Logs {
    SegmentLog in(Folder folder);
  }

  private final DiskSettings settings;
  private final Index index;
  private final DiskCounts counts;
  private final Logs logs;
  private final Troubles troubles;
  private final Missed missed = new Missed();
  private volatile @Nullable SegmentLog log;

  DiskWriter(DiskSettings settings, Index index, DiskCounts counts, Logs logs, LongSupplier nanos) {
    this.settings = settings;
    this.index = index;
    this.counts = counts;
    this.logs = logs;
    this.troubles = new Troubles(settings.path(), nanos, counts.errors);
  }

  /** The log; null: the folder could not be had so far. */
  @Nullable SegmentLog log() {
    return log;
  }

  /** Where to leave what happens to keys meanwhile. */
  Missed missed() {
    return missed;
  }

  boolean isPausing() {
    return troubles.isPausing();
  }

  /** Takes the folder and reads what it has, if that can be done and it is time to try. */
  @Nullable SegmentLog open() {
    if (log != null || !troubles.mayTry()) {
      return log;
    }
    try {
      log = load(Folder.open(settings.path()));
      troubles.worked();
    } catch (IOException e) {
      troubles.failed("opening", e);
    }
    return log;
  }

  private SegmentLog load(Folder folder) throws IOException {
    SegmentLog made = logs.in(folder);
    boolean loaded = false;
    try {
      made.load();
      Set<String> outdated = missed.end();
      if (outdated == null) {
        made.clear();
      } else if (!outdated.isEmpty()) {
        NavigableSet<String> keys = new TreeSet<>(index.keys());
        for (String prefix : outdated) {
          keys.subSet(prefix, true, prefix + Character.MAX_VALUE, false)
              .forEach(key -> kill(made, List.of(index.removeAll(key))));
        }
      }
      made.tell();
      loaded = true;
      return made;
    } finally {
      if (!loaded) {
        missed.beginAgain();
        index.clear();
        made.close();
      }
    }
  }

  /**
   * Writes an entry; if that cannot be, what there is of the same variant goes all the same.
   *
   * @return whether it was written
   */
  boolean put(Put put, BooleanSupplier outdated) {
    boolean written = false;
    try {
      SegmentLog to = open();
      if (to != null && troubles.mayTry()) {
        written = to.put(put, outdated);
        troubles.worked();
      }
    } catch (IOException e) {
      troubles.failed("writing", e);
    } finally {
      put.content().release();
    }
    if (written) {
      counts.written.increment();
      counts.writtenBytes.add(put.bytes());
    } else {
      counts.dropped.increment();
      if (!outdated.getAsBoolean()) {
        remove(index.remove(put.key(), put.variant()));
      }
    }
    return written;
  }

  /** Marks entries as removed that the index has lost already. */
  void remove(List<Place> places) {
    SegmentLog from = log;
    if (from != null) {
      kill(from, places);
    }
  }

  private void kill(SegmentLog from, List<Place> places) {
    for (Place place : places) {
      try {
        from.kill(place);
        counts.removed.increment();
      } catch (IOException e) {
        troubles.failed("removing", e);
      }
    }
  }

  /** Has the disk hold what was written and removed so far. */
  void force() {
    SegmentLog forced = log;
    try {
      if (forced != null) {
        forced.force();
      }
    } catch (IOException e) {
      troubles.failed("forcing", e);
    }
  }

  /** Lets a segment go that nobody reads from any more. */
  void free(Segment segment) {
    SegmentLog of = log;
    try {
      if (of != null) {
        of.free(segment);
      } else {
        segment.free();
      }
    } catch (IOException e) {
      troubles.failed("closing a file", e);
    }
  }

  /** Lets go of everything. */
  void close() {
    SegmentLog closed = log;
    log = null;
    index.clear();
    try {
      if (closed != null) {
        closed.close();
      }
    } catch (IOException e) {
      troubles.failed("closing", e);
    }
  }
}
