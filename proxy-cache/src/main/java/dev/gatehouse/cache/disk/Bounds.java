package dev.gatehouse.cache.disk;

import dev.gatehouse.core.settings.ByteSize;

/**
 * What a store may take: of the disk, and of memory for knowing where everything is.
 *
 * @param size bytes of all files
 * @param segment bytes of one file, which no record may exceed
 * @param entries how many may be kept, however small; those with long keys count for several
 */
record Bounds(long size, int segment, int entries) {
  /**
   * Bytes of the heap that one entry costs: its place, what the maps need, and a key of a usual
   * length; what is longer costs as much again for each so many characters of its key.
   */
  static final int ENTRY_COST = 256;

  private static final long LEAST_SEGMENT = 1L << 20;
  private static final long MOST_SEGMENT = 256L << 20;
  private static final int SEGMENTS = 16;

  /** The bounds for {@code size} in a process whose heap can grow to {@code heap} bytes. */
  static Bounds of(ByteSize size, long heap) {
    long segment = Math.clamp(size.bytes() / SEGMENTS, LEAST_SEGMENT, MOST_SEGMENT);
    long entries = heap / 4 / ENTRY_COST;
    return new Bounds(size.bytes(), (int) segment, (int) Math.min(entries, 1 << 28));
  }

  /** How many entries one segment may have, so that not too many go with it. */
  int segmentEntries() {
    return Math.max(1, entries / SEGMENTS);
  }

  /** The longest record that can be stored. */
  int longestRecord() {
    return segment - SegmentHead.BYTES;
  }
}
