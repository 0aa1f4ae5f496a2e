package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The form in which a request goes to an HTTP/1 backend: its framing, and its head with it. */
final class RequestLayout {
  private RequestLayout() {}

  /**
   * How {@code body} is framed: its length, or {@link Framing#CHUNKED}. Only chunks carry trailers,
   * also those of a body that was collected and whose length is known.
   */
  static long framing(Body body) {
    long length = body.length();
    return length >= 0 && body.trailers() == null ? length : Framing.CHUNKED;
  }

  /**
   * Lays out the head of {@code request}.
   *
   * @param offer the protocol that it offers to go over to, if any
   */
  static ByteBuf head(
      HeadWriter heads,
      Request request,
      @Nullable UpgradeOffer offer,
      long framing,
      ByteBufAllocator allocator) {
    String method = request.method();
    Headers headers = request.headers();
    HeadWriter out =
        heads
            .request(method, request.path(), request.query(), request.authority().text(), headers)
            .fields(headers, false);
    if (offer != null) {
      offer.write(out);
    }
    if (framing != 0 || expectsContent(method)) {
      out.framing(framing);
    }
    if (headers.contains(HeaderNames.TE)) {
      out.te();
    }
    return out.end(allocator, MessageSink.roomFor(framing));
  }

  /** Servers expect content with these, so that its absence is stated (RFC 9110 §8.6). */
  private static boolean expectsContent(String method) {
    return method.equals(Methods.POST)
        || method.equals(Methods.PUT)
        || method.equals(Methods.PATCH);
  }
}
