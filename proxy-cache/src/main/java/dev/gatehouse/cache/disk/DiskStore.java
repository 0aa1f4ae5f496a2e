package dev.gatehouse.cache.disk;

import dev.gatehouse.cache.disk.Backlog.Change;
import dev.gatehouse.cache.disk.Backlog.Errand;
import dev.gatehouse.cache.disk.Backlog.Put;
import dev.gatehouse.cache.disk.Backlog.Removal;
import dev.gatehouse.core.settings.ByteSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in files that survive the process, however it ends: some bytes of meta and a content for
 * each key and variant. Nothing that goes wrong with the files is an error for who uses this:
 * entries are then not written, or not found.
 *
 * <p>Files are append-only {@link Segment}s. What is found is handed out as the mapped memory of
 * its file, without a copy, once its pages were read and its checksum compared.
 *
 * <p>Threading: for any thread; nothing here waits but {@link #open}, {@link #findNow}, {@link
 * #awaitDurable} and {@link #close}. One thread writes, others read; answers come by the asker's
 * executor.
 */
public final class DiskStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);

  /** Bytes of entries that may wait to be written; they keep that much memory from being freed. */
  private static final long MOST_WAITING = ByteSize.ofMiB(32).bytes();

  private final Bounds bounds;
  private final DiskContents contents;
  private final DiskThreads threads;
  private final DiskCounts counts = new DiskCounts();
  private final Index index = new Index();
  private final Backlog backlog;
  private final DiskWriter writer;

  DiskStore(
      DiskSettings settings,
      Bounds bounds,
      DiskContents contents,
      DiskThreads threads,
      Segment.Output output) {
    this.bounds = bounds;
    this.contents = contents;
    this.threads = threads;
    this.backlog = new Backlog(MOST_WAITING, threads.writer(), this::work);
    this.writer =
        new DiskWriter(
            settings,
            index,
            counts,
            folder -> new SegmentLog(folder, bounds, index, contents, counts, output, this::freed),
            threads.nanos());
  }

  /**
   * Takes the folder and reads what is in it. Waits for that; if the folder cannot be had, this is
   * tried again with later writes.
   */
  public static DiskStore open(DiskSettings settings, DiskContents contents) {
    Bounds bounds = Bounds.of(settings.size(), Runtime.getRuntime().maxMemory());
    DiskStore store =
        new DiskStore(settings, bounds, contents, DiskThreads.start(), Segment.Output.DISK);
    store.start();
    return store;
  }

  /** Takes the folder, and waits for it. */
  void start() {
    CountDownLatch done = new CountDownLatch(1);
    backlog.then(() -> {
      writer.open();
      done.countDown();
    });
    DiskThreads.await(done);
  }

  /**
   * Has an entry written, in the place of what {@code key} has of this variant. If it cannot be
   * written, what there was goes all the same. Takes a reference of its own to the content, which
   * must not change.
   */
  public void put(String key, long variant, byte[] meta, ByteBuf content) {
    writer.missed().add(key);
    if (!fits(key, meta, content) || !enqueue(key, variant, meta, content, null)) {
      counts.dropped.increment();
      long outdated = backlog.outdate(key);
      backlog.remove(outdated, key, index.remove(key, variant));
      contents.gone(key);
    }
  }

  /**
   * Has an entry written again with another meta, unless it is gone or replaced by then; from now
   * on it is not current any more. Its content stays the caller's.
   */
  public void renew(DiskEntry entry, byte[] meta) {
    String key = entry.key();
    Place place = entry.place();
    place.renewed = true;
    if (!fits(key, meta, entry.content())
        || !enqueue(key, place.variant, meta, entry.content(), place)) {
      counts.dropped.increment();
      if (index.remove(key, place)) {
        backlog.remove(backlog.outdate(key), key, List.of(place));
        contents.gone(key);
      }
    }
  }

  private boolean fits(String key, byte[] meta, ByteBuf content) {
    int keyLength = ByteBufUtil.utf8Bytes(key);
    return keyLength <= RecordHead.LONGEST_KEY
        && meta.length <= RecordHead.LONGEST_META
        && RecordHead.length(keyLength, meta.length, content.readableBytes())
            <= bounds.longestRecord();
  }

  private boolean enqueue(
      String key, long variant, byte[] meta, ByteBuf content, @Nullable Place instead) {
    ByteBuf mine = content.retainedDuplicate();
    boolean taken = false;
    try {
      taken = backlog.put(key, variant, meta, mine, instead);
    } finally {
      if (!taken) {
        mine.release();
      }
    }
    return taken;
  }

  /** Whether {@link #find} may find something. Never waits. */
  public boolean mayHave(String key) {
    return index.has(key) && writer.log() != null;
  }

  /** Whether {@code key} has entries, or will have. */
  public boolean has(String key) {
    // in this order: what has ceased to wait is in the index by then
    return backlog.waits(key) || index.has(key);
  }

  /** How many variants of {@code key} {@link #find} may find. Never waits. */
  public int variants(String key) {
    return writer.log() == null ? 0 : index.of(key).length;
  }

  /** The bytes of the files that the entries of {@code key} take. */
  public long bytes(String key) {
    long bytes = 0;
    for (Place place : index.of(key)) {
      bytes += place.contentAt - place.at + place.contentLength;
    }
    return bytes;
  }

  /**
   * Finds all variants of {@code key}, the newest first.
   *
   * @param asker runs {@code found}, always, later or on the spot as it does
   * @param found gets the entries, and releases their contents; none if anything goes wrong
   */
  public void find(String key, Executor asker, Consumer<List<DiskEntry>> found) {
    try {
      threads.readers().execute(() -> answer(readOrNothing(key), asker, found));
    } catch (RejectedExecutionException e) {
      LOG.trace("too many read at once, or the store is closed", e);
      counts.misses.increment();
      answer(List.of(), asker, found);
    }
  }

  /** Finds as {@link #find} does, on the calling thread, and waits for it; not for event loops. */
  public List<DiskEntry> findNow(String key) {
    return readOrNothing(key);
  }

  private static void answer(
      List<DiskEntry> entries, Executor asker, Consumer<List<DiskEntry>> found) {
    try {
      asker.execute(() -> found.accept(entries));
    } catch (RejectedExecutionException e) {
      LOG.trace("who asked is gone", e);
      entries.forEach(entry -> entry.content().release());
    }
  }

  private List<DiskEntry> readOrNothing(String key) {
    try {
      return read(key);
    } catch (RuntimeException bug) {
      counts.errors.increment();
      LOG.error("cache on disk: a look failed unexpectedly", bug);
      return List.of();
    }
  }

  private List<DiskEntry> read(String key) {
    List<DiskEntry> entries = new ArrayList<>(1);
    if (writer.log() != null) {
      for (Place place : index.of(key)) {
        read(key, place, entries);
      }
    }
    (entries.isEmpty() ? counts.misses : counts.hits).increment();
    return entries;
  }

  private void read(String key, Place place, List<DiskEntry> to) {
    if (!place.segment.tryRetain()) {
      return; // evicted since the index was asked
    }
    boolean handedOut = false;
    try {
      byte[] meta = Reading.meta(key, place);
      if (meta == null) {
        damaged(key, place);
        return;
      }
      boolean again = place.wanted;
      place.wanted = true;
      ByteBuf content = place.segment.content(place.contentAt, place.contentLength);
      handedOut = true;
      to.add(new DiskEntry(index, key, place, meta, content, again));
    } catch (IOException e) {
      LOG.debug("cannot read an entry", e);
      counts.errors.increment();
      damaged(key, place);
    } finally {
      if (!handedOut) {
        place.segment.release();
      }
    }
  }

  private void damaged(String key, Place place) {
    counts.damaged.increment();
    if (index.remove(key, place)) {
      backlog.remove(backlog.outdate(key), key, List.of(place));
      contents.gone(key);
    }
  }

  /**
   * Removes all variants of {@code key}, those that wait to be written included: from now on they
   * are not found. {@link #awaitDurable} says when that survives the process.
   */
  public void remove(String key) {
    writer.missed().add(key);
    long outdated = backlog.outdate(key);
    backlog.remove(outdated, key, List.of(index.removeAll(key)));
  }

  /**
   * Removes what begins with {@code prefix} of what is in the folder but not read yet, if the
   * folder could not be had so far: who removes cannot know those keys.
   */
  public void removeUnread(String prefix) {
    writer.missed().add(prefix);
  }

  /** Waits until the disk has all that was asked for so far; not for event loops. */
  public void awaitDurable() {
    CountDownLatch done = new CountDownLatch(1);
    boolean asked =
        backlog.then(() -> {
          writer.force();
          done.countDown();
        });
    if (asked) {
      DiskThreads.await(done);
    }
  }

  /** How it is, and what it has done. */
  public DiskState state() {
    SegmentLog log = writer.log();
    return new DiskState(
        log != null,
        writer.isPausing(),
        log == null ? 0 : log.shownBytes(),
        log == null ? bounds.size() : log.shownLimit(),
        log == null ? 0 : index.entries(),
        log == null ? 0 : log.shownSegments(),
        backlog.bytes(),
        counts.hits.sum(),
        counts.misses.sum(),
        counts.written.sum(),
        counts.writtenBytes.sum(),
        counts.moved.sum(),
        counts.dropped.sum(),
        counts.evicted.sum(),
        counts.removed.sum(),
        counts.damaged.sum(),
        counts.errors.sum());
  }

  /** Writes what waits, then lets go of the folder. What was handed out stays readable. */
  @Override
  public void close() {
    CountDownLatch done = new CountDownLatch(1);
    boolean first =
        backlog.then(() -> {
          writer.close();
          done.countDown();
        });
    backlog.close();
    if (first) {
      DiskThreads.await(done);
    }
    threads.close();
  }

  private boolean isOutdated(Put put) {
    Place instead = put.instead();
    return backlog.isOutdated(put) || (instead != null && !index.has(put.key(), instead));
  }

  private void write(Put put) {
    if (!writer.put(put, () -> isOutdated(put))) {
      // once it waits no more: who is told looks whether anything is left of the key
      var _ = backlog.then(() -> contents.gone(put.key()));
    }
  }

  private void work(Change change) {
    try {
      switch (change) {
        case Put put -> write(put);
        case Removal removal -> writer.remove(removal.places());
        case Errand errand -> errand.task().run();
      }
    } catch (RuntimeException | InternalError bug) {
      counts.errors.increment();
      LOG.error("cache on disk: a change failed unexpectedly", bug);
    }
  }

  /**
   * The last user of a segment is gone: the thread that writes unmaps it, if there still is one.
   */
  private void freed(Segment segment) {
    if (!backlog.then(() -> writer.free(segment))) {
      writer.free(segment);
    }
  }
}
