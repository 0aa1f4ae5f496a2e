package dev.gatehouse.cache.disk;

import dev.gatehouse.cache.disk.Backlog.Put;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a store, from the oldest to the newest, to which records are appended. Where room
 * is wanted the oldest segment goes as a whole; what somebody wanted of it is written again, as far
 * as it fits into half a segment.
 *
 * <p>Threading: confined to the thread that writes, but for the numbers it shows.
 */
final class SegmentLog {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);
  private static final int SCRATCH = 1 << 18;

  /** What part of the limit may be gone and still be read from before writing stops. */
  private static final int HELD_SHARE = 4;

  private final Folder folder;
  private final Bounds bounds;
  private final Index index;
  private final DiskContents contents;
  private final DiskCounts counts;
  private final Segment.Output output;
  private final Consumer<Segment> freed;

  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
  private @Nullable Segment newest;
  private int newestRecords;
  private boolean told;
  private long nextNumber = 1;
  private long limit;
  private long sealed;
  private long held;
  private volatile long shownBytes;
  private volatile long shownLimit;
  private volatile int shownSegments;

  /** An entry that is written again, since its segment goes. */
  private record Survivor(String key, Place place, RecordHead head) {}

  SegmentLog(
      Folder folder,
      Bounds bounds,
      Index index,
      DiskContents contents,
      DiskCounts counts,
      Segment.Output output,
      Consumer<Segment> freed) {
    this.folder = folder;
    this.bounds = bounds;
    this.index = index;
    this.contents = contents;
    this.counts = counts;
    this.output = output;
    this.freed = freed;
    this.limit = bounds.size();
  }

  /** Reads what the folder has into the index. */
  void load() throws IOException {
    List<Long> numbers = folder.numbers();
    long lost = 0;
    for (int i = 0; i < numbers.size(); i++) {
      boolean last = i == numbers.size() - 1;
      lost += load(numbers.get(i), last);
      nextNumber = numbers.get(i) + 1;
    }
    while (segments.size() > 1 && (bytes() > limit || index.units() > bounds.entries())) {
      evict();
    }
    show();
    LOG.info(
        "cache on disk: {} entries in {} files, {} MiB{}",
        index.entries(),
        segments.size(),
        bytes() >> 20,
        lost == 0 ? "" : "; passed over " + lost + " bytes that were torn or damaged");
  }

  /** Reads one segment; returns how many bytes of it are none of a record. */
  private long load(long number, boolean last) throws IOException {
    Segment segment = folder.load(number, last ? bounds.segment() : 0, freed);
    if (segment == null) {
      counts.damaged.increment();
      folder.delete(number);
      return 0;
    }
    segments.add(segment);
    newestRecords = 0;
    SegmentScan scan =
        segment.scan((at, head, key) -> {
          newestRecords++;
          if (!head.alive()) {
            index.remove(key, head.variant());
          } else if (!last || isWhole(segment, at, head)) {
            index.add(key, new Place(segment, at, head), () -> false);
          }
        });
    long lost = (long) segment.end() - scan.end() + scan.skipped();
    if (last) {
      segment.cut(scan.end());
      newest = segment;
    } else {
      sealed += segment.end();
    }
    return lost;
  }

  /** Tells who wants to know what there is. */
  void tell() throws IOException {
    told = true;
    for (Segment segment : segments) {
      segment.scan((at, head, key) -> {
        if (find(segment, at, key) != null) {
          contents.found(key, head.variant(), segment.meta(at, head));
        }
      });
    }
  }

  /** Where the last process may have been cut off, the content is looked at right away. */
  private boolean isWhole(Segment segment, int at, RecordHead head) {
    try {
      int sum = segment.sum(at + head.contentAt(), head.contentLength(), scratch);
      return sum == head.contentSum();
    } catch (IOException e) {
      LOG.debug("cache on disk: cannot read segment {} at {}", segment.number(), at, e);
      counts.errors.increment();
      return false;
    }
  }

  /**
   * Writes an entry, unless it is outdated when it would become visible.
   *
   * @return false: it was not written: outdated, or too much is gone and still read from
   */
  boolean put(Put put, BooleanSupplier outdated) throws IOException {
    byte[] key = SegmentScan.bytes(put.key());
    CRC32C sum = new CRC32C();
    if (key == null || outdated.getAsBoolean()) {
      return false;
    }
    for (ByteBuffer piece : put.content().nioBuffers()) {
      sum.update(piece);
    }
    RecordHead head =
        new RecordHead(
            true,
            put.variant(),
            key.length,
            put.meta().length,
            put.content().readableBytes(),
            (int) sum.getValue());
    while (index.units() >= bounds.entries() && !segments.isEmpty()) {
      evict();
    }
    Segment to = room(head.length());
    if (to == null) {
      return false;
    }
    Place place = append(to, head, key, put.meta(), put.content());
    for (Place surplus : index.add(put.key(), place, outdated)) {
      kill(surplus);
    }
    return true;
  }

  private Place append(Segment to, RecordHead head, byte[] key, byte[] meta, ByteBuf content)
      throws IOException {
    try {
      Place place = to.append(head, key, meta, content, output);
      newestRecords++;
      return place;
    } catch (IOException e) {
      giveWay();
      throw e;
    } finally {
      show();
    }
  }

  /** Where the disk is full, takes less of it from now on: others may need it more. */
  private void giveWay() throws IOException {
    if (folder.usable() < bounds.segment() && segments.size() > 1) {
      evict();
      limit = Math.max(2L * bounds.segment(), bytes());
    }
  }

  /** Finds a segment with room for a record; null: none may be made. */
  private @Nullable Segment room(long length) throws IOException {
    if (newest != null && newest.room() >= length && newestRecords < bounds.segmentEntries()) {
      return newest;
    }
    if (held > limit / HELD_SHARE) {
      return null;
    }
    if (newest != null) {
      sealed += newest.end();
      newest = null;
    }
    ArrayDeque<Survivor> survivors = new ArrayDeque<>();
    List<Segment> going = new ArrayList<>(1);
    long again = Math.min(bounds.segment() / 2, bounds.longestRecord() - length);
    while (sealed + bounds.segment() > limit && !segments.isEmpty()) {
      going.add(segments.getFirst());
      again -= evict(again, survivors);
    }
    try {
      Segment made = folder.create(nextNumber, bounds.segment(), freed);
      nextNumber++;
      segments.add(made);
      newest = made;
      newestRecords = 0;
      while (!survivors.isEmpty()) {
        move(survivors.remove(), made);
      }
      return made;
    } finally {
      survivors.forEach(each -> lose(each.key, each.place));
      for (Segment each : going) {
        leave(each);
      }
    }
  }

  /** Gives up the oldest segment with all that is in it. */
  private void evict() throws IOException {
    Segment oldest = segments.getFirst();
    evict(0, new ArrayDeque<>());
    leave(oldest);
  }

  /**
   * Gives up the oldest segment, which the caller is to {@link #leave}.
   *
   * @param again bytes of it that may be written again
   * @param survivors takes those
   * @return the bytes that are to be written again
   */
  private long evict(long again, ArrayDeque<Survivor> survivors) throws IOException {
    Segment oldest = segments.remove();
    if (oldest == newest) {
      newest = null;
    } else {
      sealed -= oldest.end();
    }
    long[] kept = new long[1];
    oldest.scan((at, head, key) -> {
      Place place = find(oldest, at, key);
      if (place == null) {
        return;
      }
      boolean wanted = !place.renewed && (place.wanted || contents.isHot(key));
      if (wanted && kept[0] + head.length() <= again) {
        kept[0] += head.length();
        survivors.add(new Survivor(key, place, head));
      } else {
        lose(key, place);
      }
    });
    folder.delete(oldest.number());
    return kept[0];
  }

  private void leave(Segment segment) throws IOException {
    held += segment.end();
    if (segment.drop()) {
      free(segment);
    }
  }

  private void lose(String key, Place place) {
    if (index.remove(key, place)) {
      counts.evicted.increment();
      if (told) {
        contents.gone(key);
      }
    }
  }

  private void move(Survivor each, Segment to) throws IOException {
    Segment from = each.place.segment;
    RecordHead head = each.head;
    byte[] key = SegmentScan.bytes(each.key);
    int sum = from.sum(each.place.contentAt, head.contentLength(), scratch);
    if (key == null || sum != head.contentSum() || !from.tryRetain()) {
      counts.damaged.increment();
      lose(each.key, each.place);
      return;
    }
    ByteBuf content = from.content(each.place.contentAt, head.contentLength());
    try {
      Place moved = append(to, head, key, from.meta(each.place.at, head), content);
      if (index.replace(each.key, each.place, moved)) {
        counts.moved.increment();
      } else {
        kill(moved);
      }
    } catch (IOException e) {
      lose(each.key, each.place);
      throw e;
    } finally {
      content.release();
    }
  }

  private @Nullable Place find(Segment segment, int at, String key) {
    for (Place place : index.of(key)) {
      if (place.segment == segment && place.at == at) {
        return place;
      }
    }
    return null;
  }

  /** Marks an entry as removed, in its file, if that is still there. */
  void kill(Place place) throws IOException {
    if (place.segment.tryRetain()) {
      try {
        place.segment.kill(place.at);
      } finally {
        place.segment.release();
      }
    }
  }

  /** Gives up everything. */
  void clear() throws IOException {
    while (!segments.isEmpty()) {
      evict();
    }
    show();
  }

  /** A segment that was given up is read from no more. */
  void free(Segment segment) throws IOException {
    held -= segment.end();
    show();
    segment.free();
  }

  /** Has the disk hold all that was written and removed. */
  void force() throws IOException {
    for (Segment segment : segments) {
      segment.force();
    }
  }

  /** Lets go of all files; those that are still read from go with their last reader. */
  void close() throws IOException {
    try (folder) {
      for (Segment each : segments) {
        if (each.drop()) {
          each.free();
        }
      }
    }
  }

  /** What the files take, those that are gone but read from included. */
  private long bytes() {
    return sealed + held + (newest == null ? 0 : newest.end());
  }

  private void show() {
    shownBytes = bytes();
    shownLimit = limit;
    shownSegments = segments.size();
  }

  long shownBytes() {
    return shownBytes;
  }

  long shownLimit() {
    return shownLimit;
  }

  int shownSegments() {
    return shownSegments;
  }
}
