package dev.gatehouse.cache.disk;

/**
 * Where a record is, and what is known of it in this process. The marks are written by the threads
 * that read and read by those and the thread that writes; a lost race costs one more look.
 */
final class Place {
  private static final Place[] NONE = {};

  final Segment segment;
  final int at;
  final int contentAt;
  final int contentLength;
  final long variant;

  /** Whether somebody asked for the entry since it was written. */
  volatile boolean wanted;

  /** Whether it is about to be written again with another meta: what it says does not hold. */
  volatile boolean renewed;

  /** Whether its content was compared with its checksum. */
  volatile boolean verified;

  /** The place of the record at {@code at} in {@code segment}. */
  Place(Segment segment, int at, RecordHead head) {
    this.segment = segment;
    this.at = at;
    this.contentAt = at + head.contentAt();
    this.contentLength = head.contentLength();
    this.variant = head.variant();
  }

  static Place[] none() {
    return NONE;
  }
}
