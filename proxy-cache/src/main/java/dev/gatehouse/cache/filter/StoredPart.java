package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.range.ByteRange;
import dev.gatehouse.cache.range.ContentRange;
import dev.gatehouse.cache.range.Selection;
import dev.gatehouse.cache.store.MemoryStore;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Variants;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of a response, stored beside whole responses: under a key of its own that begins
 * with theirs, so that what ends them ends it.
 *
 * @param stored whose header section has a Content-Range; the one who makes this is a user of it
 * @param content where the run is
 */
record StoredPart(Stored stored, Headers headers, ContentRange content) implements Content {
  /**
   * The part that suits {@code request}, of what has {@code key}; null if there is none. The caller
   * becomes a user of it.
   */
  static @Nullable StoredPart find(MemoryStore store, String key, Headers request) {
    Variants variants = store.find(CacheKey.ofPart(key));
    Stored stored = variants == null ? null : variants.select(request);
    if (stored == null || !stored.tryRetain()) {
      return null;
    }
    Headers headers = stored.headers();
    ContentRange content = ContentRange.of(headers);
    if (content == null || content.range().length() != stored.length()) {
      stored.release();
      throw new IllegalStateException("stored part: " + content + ", " + stored.length());
    }
    return new StoredPart(stored, headers, content);
  }

  /**
   * The part that has all that {@code request} asks for; null if there is none, or it asks for the
   * whole. The caller becomes a user of it.
   */
  static @Nullable StoredPart answering(MemoryStore store, String key, Request request) {
    StoredPart part = PartialAnswer.isAsked(request) ? find(store, key, request.headers()) : null;
    if (part == null || part.has(PartialAnswer.selection(request, part.headers(), part.length()))) {
      return part;
    }
    part.stored().release();
    return null;
  }

  private boolean has(Selection selection) {
    return switch (selection) {
      case Selection.Whole() -> false;
      case Selection.Nothing() -> true;
      case Selection.Parts parts -> parts.within(content.range());
    };
  }

  @Override
  public long length() {
    return content.complete();
  }

  @Override
  public Body whole() {
    throw new IllegalStateException("stored part: all of it (expected: a run within it)");
  }

  @Override
  public Body part(ByteRange range) {
    int first = (int) (range.first() - content.range().first());
    return stored.body(first, first + (int) range.length());
  }

  @Override
  public boolean seeks() {
    return true;
  }
}
