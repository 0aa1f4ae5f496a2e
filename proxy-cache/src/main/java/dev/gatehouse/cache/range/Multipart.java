package dev.gatehouse.cache.range;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The form of an answer with several parts: multipart/byteranges (RFC 9110 §14.6).
 *
 * @param boundary what separates the parts, which none of them contains
 * @param contentType that of the representation; null if it has none
 * @param complete its length
 */
public record Multipart(String boundary, @Nullable String contentType, long complete) {
  /** The Content-Type of the answer. */
  public String type() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  /**
   * The content of the answer, of known length.
   *
   * @param part gives the bytes of a run
   */
  public Body body(List<ByteRange> ranges, Function<ByteRange, Body> part) {
    List<Body> all = new ArrayList<>(2 * ranges.size() + 1);
    for (ByteRange range : ranges) {
      StringBuilder head = new StringBuilder(128).append("\r\n--").append(boundary).append("\r\n");
      if (contentType != null) {
        head.append("Content-Type: ").append(contentType).append("\r\n");
      }
      head.append("Content-Range: ").append(ContentRange.format(range, complete));
      all.add(text(head.append("\r\n\r\n").toString()));
      all.add(part.apply(range));
    }
    all.add(text("\r\n--" + boundary + "--\r\n"));
    return new SequenceBody(all);
  }

  private static Body text(String text) {
    return new BufferBody(
        ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text)); // all of it is ASCII
  }
}
