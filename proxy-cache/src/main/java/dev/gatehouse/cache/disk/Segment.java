package dev.gatehouse.cache.disk;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One file of the store, and its memory: records behind each other, written once, read as often as
 * somebody asks. All of the file is mapped from the beginning, whatever of it is written; nothing
 * behind what is written is ever touched.
 *
 * <p>Counts who uses it: the store, and each buffer that was handed out. With the last of them the
 * memory is unmapped and the file closed, by whoever {@code freed} hands that to.
 *
 * <p>Threading: one thread writes; any thread may read what the index names.
 */
final class Segment {
  private static final int TOUCH_STEP = 4096;

  private final SegmentHead head;
  private final FileChannel channel;
  private final Arena arena;
  private final ByteBuffer memory;
  private final Consumer<Segment> freed;
  private final AtomicInteger users = new AtomicInteger(1);
  private int end;

  /**
   * Maps {@code capacity} bytes of an open file, of which {@code written} are written.
   *
   * @param freed is told, by any thread, that the last user is gone: {@link #free} is due
   */
  Segment(SegmentHead head, FileChannel channel, int written, int capacity, Consumer<Segment> freed)
      throws IOException {
    this.head = head;
    this.channel = channel;
    this.freed = freed;
    this.arena = Arena.ofShared();
    this.end = written;
    try {
      this.memory = map(channel, arena, written, capacity);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** The mapping is read-only whatever the buffer says; the users are counted, not its scope. */
  @SuppressWarnings("restricted")
  private static ByteBuffer map(FileChannel channel, Arena arena, int written, int capacity)
      throws IOException {
    long address = channel.map(MapMode.READ_ONLY, 0, capacity, arena).address();
    channel.truncate(written); // mapping has made the file as long as it may become
    return MemorySegment.ofAddress(address).reinterpret(capacity).asByteBuffer();
  }

  long number() {
    return head.number();
  }

  /** What each of its records bears. */
  long salt() {
    return head.salt();
  }

  /** The bytes that are written. */
  int end() {
    return end;
  }

  /** The bytes that still fit. */
  int room() {
    return memory.capacity() - end;
  }

  /** Passes over what is written. */
  SegmentScan scan(SegmentScan.Visitor visitor) throws IOException {
    try {
      return SegmentScan.of(memory.duplicate().limit(end), head.salt(), visitor);
    } catch (InternalError e) {
      // what the JVM makes of mapped memory that the disk cannot read
      throw new IOException("cannot read segment " + number(), e);
    }
  }

  /** Gives up what is written behind {@code newEnd}, which is no record. */
  void cut(int newEnd) throws IOException {
    if (newEnd < end) {
      channel.truncate(newEnd);
      end = newEnd;
    }
  }

  /**
   * Appends a record, which must fit.
   *
   * @throws IOException nothing was appended: what was written of it will be written over
   */
  Place append(RecordHead record, byte[] key, byte[] meta, ByteBuf content, Output output)
      throws IOException {
    ByteBuffer[] pieces = content.nioBuffers();
    ByteBuffer[] all = new ByteBuffer[pieces.length + 2];
    all[0] = record.encode(head.salt(), key, meta);
    System.arraycopy(pieces, 0, all, 1, pieces.length);
    all[all.length - 1] = ByteBuffer.allocate(record.padding());
    output.write(channel, all, end);
    Place place = new Place(this, end, record);
    end += (int) record.length();
    return place;
  }

  /** Marks the record at {@code at} as removed, in the file. */
  void kill(int at) throws IOException {
    channel.write(RecordHead.death(), at + RecordHead.LIFE_AT);
  }

  /** Has the disk hold what is written; what was killed counts as that. */
  void force() throws IOException {
    channel.force(false);
  }

  /** Copies bytes of the file, which fails where the disk cannot read them. */
  byte[] read(int at, int length) throws IOException {
    ByteBuffer copy = ByteBuffer.allocate(length);
    readFully(copy, at);
    return copy.array();
  }

  /** Computes the checksum of bytes of the file, by way of {@code scratch}. */
  int sum(int at, int length, ByteBuffer scratch) throws IOException {
    CRC32C sum = new CRC32C();
    int done = 0;
    while (done < length) {
      scratch.clear().limit(Math.min(scratch.capacity(), length - done));
      readFully(scratch, at + done);
      scratch.flip();
      done += scratch.remaining();
      sum.update(scratch);
    }
    return (int) sum.getValue();
  }

  private void readFully(ByteBuffer to, long at) throws IOException {
    int from = to.position();
    while (to.hasRemaining()) {
      if (channel.read(to, at + to.position() - from) < 0) {
        throw new EOFException("segment " + number() + " ends before " + (at + to.limit()));
      }
    }
  }

  /** Has the system bring bytes into memory that it may have thrown out. */
  int touch(int at, int length) {
    int touched = 0;
    for (int i = 0; i < length; i += TOUCH_STEP) {
      touched += memory.get(at + i);
    }
    return touched;
  }

  /** Hands out bytes of the mapped memory, for the reference that the caller has taken. */
  ByteBuf content(int at, int length) {
    return new MappedContent(this, memory.slice(at, length));
  }

  byte[] meta(int at, RecordHead record) {
    return SegmentScan.meta(memory, at, record);
  }

  /** Takes a reference, unless there is none left. */
  boolean tryRetain() {
    int count = users.get();
    while (count > 0) {
      if (users.compareAndSet(count, count + 1)) {
        return true;
      }
      count = users.get();
    }
    return false;
  }

  /** Gives back a reference; with the last one the thread that writes hears of it. */
  void release() {
    if (drop()) {
      freed.accept(this);
    }
  }

  /** Gives back a reference; true: it was the last, and {@link #free} is due. */
  boolean drop() {
    return users.decrementAndGet() == 0;
  }

  /** Unmaps and closes it. Blocks for as long as that takes the system. */
  void free() throws IOException {
    arena.close();
    channel.close();
  }

  /** How bytes get into a file: a seam for tests of disks that are full or broken. */
  interface Output {
    Output DISK =
        (channel, pieces, at) -> {
          channel.position(at);
          long left = 0;
          for (ByteBuffer piece : pieces) {
            left += piece.remaining();
          }
          while (left > 0) {
            left -= channel.write(pieces);
          }
        };

    /** Writes all pieces behind each other, beginning at {@code at}, or fails. */
    void write(FileChannel channel, ByteBuffer[] pieces, long at) throws IOException;
  }
}
