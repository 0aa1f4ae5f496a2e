package dev.gatehouse.cache.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a segment's file begins with: magic, number, salt, version and a CRC32C of these.
 *
 * @param number its place among the segments; newer ones have greater numbers
 * @param salt what each of its records bears
 */
record SegmentHead(long number, long salt) {
  static final int BYTES = 32;

  private static final long MAGIC = 0x4761746573656701L;
  private static final int VERSION = 1;
  private static final int SUM_AT = 28;

  /** The head as the file has it. */
  ByteBuffer encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.putLong(MAGIC).putLong(number).putLong(salt).putInt(VERSION);
    to.putInt(sum(to.array()));
    return to.flip();
  }

  /** Reads the head at the buffer's first byte; null: there is none of this version. */
  static @Nullable SegmentHead decode(ByteBuffer from) {
    if (from.limit() < BYTES || from.getLong(0) != MAGIC || from.getInt(24) != VERSION) {
      return null;
    }
    byte[] copy = new byte[BYTES];
    from.get(0, copy);
    return sum(copy) == from.getInt(SUM_AT)
        ? new SegmentHead(from.getLong(8), from.getLong(16))
        : null;
  }

  private static int sum(byte[] head) {
    CRC32C sum = new CRC32C();
    sum.update(head, 0, SUM_AT);
    return (int) sum.getValue();
  }
}
