package dev.gatehouse.cache.store;

import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.cache.semantics.Vary;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Stored responses for tests. */
final class Entries {
  private static final Headers PLAIN =
      new Headers().add("content-type", "text/plain").add("x-empty", "");

  private Entries() {}

  static Stored of(String content, CacheMemory memory) {
    return of(content, new Headers(), new Headers(), memory);
  }

  /**
   * @param vary the response's, if it has one
   * @param request what it was chosen by
   */
  static Stored of(String content, Headers vary, Headers request, CacheMemory memory) {
    return of(content, vary, request, 0, memory);
  }

  /**
   * @param received when it came, in milliseconds since 1970
   */
  static Stored of(
      String content, Headers vary, Headers request, long received, CacheMemory memory) {
    Terms terms = terms(vary, request, received);
    ByteBuf piece = Unpooled.copiedBuffer(content, StandardCharsets.US_ASCII);
    try {
      return Stored.of(terms, PLAIN.copy().addAll(vary), List.of(piece), content.length(), memory);
    } finally {
      piece.release();
    }
  }

  /** What holds for any request. */
  static Terms terms() {
    return terms(new Headers(), new Headers(), 0);
  }

  private static Terms terms(Headers vary, Headers request, long received) {
    Vary names = Vary.of(vary);
    return new Terms(
        200,
        received,
        0,
        new Lifetime(1000, Lifetime.Source.MAX_AGE),
        CacheControl.none(),
        names,
        names.selectors(request),
        List.of());
  }

  /** The content, read to its end. */
  static String content(Stored stored) {
    StringBuilder text = new StringBuilder();
    var body = stored.body(0, stored.length());
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      text.append(piece.toString(StandardCharsets.US_ASCII));
      piece.release();
    }
    body.discard();
    return text.toString();
  }
}
