package dev.gatehouse.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How an entry is read so that no event loop waits for the disk or finds something wrong: head, key
 * and meta from a copy that is checked each time; the content once against its checksum, and later
 * only brought back to memory. What the disk cannot read fails here.
 *
 * <p>Threading: for any of the threads that read; each has a buffer of its own.
 */
final class Reading {
  private static final int SCRATCH = 1 << 18;
  private static final ThreadLocal<ByteBuffer> SCRATCHES =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH));

  private Reading() {}

  /**
   * Reads the meta of what is at {@code place}, of whose segment the caller has a reference, and
   * sees to the content.
   *
   * @return null: what is there is not what was written
   */
  static byte @Nullable [] meta(String key, Place place) throws IOException {
    Segment segment = place.segment;
    int headLength = place.contentAt - place.at;
    ByteBuffer copy = ByteBuffer.wrap(segment.read(place.at, headLength));
    RecordHead head = RecordHead.decode(copy, 0, Integer.MAX_VALUE, segment.salt());
    if (head == null
        || head.variant() != place.variant
        || head.contentAt() != headLength
        || head.contentLength() != place.contentLength
        || !SegmentScan.key(copy, 0, head).equals(key)) {
      return null;
    }
    return isReady(place, head) ? SegmentScan.meta(copy, 0, head) : null;
  }

  private static boolean isReady(Place place, RecordHead head) throws IOException {
    Segment segment = place.segment;
    if (!place.verified) {
      int sum = segment.sum(place.contentAt, place.contentLength, SCRATCHES.get());
      place.verified = sum == head.contentSum();
      return place.verified;
    }
    try {
      segment.touch(place.contentAt, place.contentLength);
    } catch (InternalError e) {
      throw new IOException("cannot read segment " + segment.number(), e);
    }
    return true;
  }
}
