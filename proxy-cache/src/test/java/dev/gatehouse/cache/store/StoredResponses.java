package dev.gatehouse.cache.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.cache.semantics.Vary;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Stored responses for tests, in short. */
public final class StoredResponses {
  private StoredResponses() {}

  /** One with {@code content} and {@code tags}, that lasts a minute from the epoch on. */
  public static Stored of(CacheMemory memory, String content, String... tags) {
    return of(memory, Vary.of(new Headers()), new Headers(), content, tags);
  }

  /** One that {@code vary} has chosen for {@code request}. */
  public static Stored of(
      CacheMemory memory, Vary vary, Headers request, String content, String... tags) {
    Terms terms =
        new Terms(
            200,
            0,
            0,
            new Lifetime(60_000, Lifetime.Source.MAX_AGE),
            CacheControl.none(),
            vary,
            vary.selectors(request),
            List.of(tags));
    ByteBuf bytes = Unpooled.copiedBuffer(content, US_ASCII);
    Stored stored =
        Stored.of(
            terms,
            new Headers().add("content-type", "text/plain"),
            List.of(bytes),
            content.length(),
            memory);
    bytes.release();
    return stored;
  }
}
