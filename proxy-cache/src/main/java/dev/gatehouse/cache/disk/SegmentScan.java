package dev.gatehouse.cache.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a pass over a segment's bytes found.
 *
 * <p>Where no record is, the pass goes on until one begins: a damaged record costs itself and not
 * those behind it. Records are found again by the segment's salt, which no client knows.
 *
 * @param end behind the last whole record
 * @param skipped bytes before that which belong to no record
 */
record SegmentScan(int end, int skipped) {
  private static final int ALIGNMENT = 8;

  /** Takes the records of a pass, from the oldest to the newest. */
  interface Visitor {
    /** There is a record at {@code at}, whose content nobody has looked at yet. */
    void record(int at, RecordHead head, String key);
  }

  /** Passes over the bytes of a segment up to the limit of {@code bytes}. */
  static SegmentScan of(ByteBuffer bytes, long salt, Visitor visitor) {
    int end = SegmentHead.BYTES;
    int skipped = 0;
    int at = end;
    while (at <= bytes.limit() - RecordHead.BYTES) {
      RecordHead head = RecordHead.decode(bytes, at, bytes.limit(), salt);
      if (head == null) {
        at += ALIGNMENT;
      } else {
        skipped += at - end;
        visitor.record(at, head, key(bytes, at, head));
        at += (int) head.length();
        end = at;
      }
    }
    return new SegmentScan(end, skipped);
  }

  /** The meta of the record at {@code at}. */
  static byte[] meta(ByteBuffer bytes, int at, RecordHead head) {
    byte[] meta = new byte[head.metaLength()];
    bytes.get(at + RecordHead.BYTES + head.keyLength(), meta);
    return meta;
  }

  static String key(ByteBuffer bytes, int at, RecordHead head) {
    byte[] key = new byte[head.keyLength()];
    bytes.get(at + RecordHead.BYTES, key);
    return new String(key, StandardCharsets.UTF_8);
  }

  /** The bytes of a key in a record; null: it is too long for one. */
  static byte @Nullable [] bytes(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return bytes.length == 0 || bytes.length > RecordHead.LONGEST_KEY ? null : bytes;
  }
}
