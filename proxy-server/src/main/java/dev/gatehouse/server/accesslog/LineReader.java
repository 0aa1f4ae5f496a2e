package dev.gatehouse.server.accesslog;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes lines one by one out of the two halves of a ring. */
final class LineReader {
  private ByteBuffer line = ByteBuffer.allocateDirect(8192);

  /** The next line without its line feed, valid until the next call; null if there is no more. */
  @Nullable ByteBuffer next(ByteBuffer[] lines) {
    line.clear();
    for (ByteBuffer half : lines) {
      int from = half.position();
      int at = from;
      int limit = half.limit();
      while (at < limit && half.get(at) != '\n') {
        at++;
      }
      copy(half, from, at - from);
      if (at < limit) {
        half.position(at + 1);
        return line.flip();
      }
      half.position(limit);
    }
    return null;
  }

  private void copy(ByteBuffer from, int at, int count) {
    if (line.remaining() < count) {
      ByteBuffer larger = ByteBuffer.allocateDirect(2 * (line.position() + count));
      line = larger.put(line.flip());
    }
    line.put(line.position(), from, at, count).position(line.position() + count);
  }
}
