package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.range.ByteRange;
import dev.gatehouse.cache.range.ContentRange;
import dev.gatehouse.cache.range.Joining;
import dev.gatehouse.cache.range.StrongValidator;
import dev.gatehouse.cache.store.MemoryStore;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place in the store for parts of one response. There is one run of bytes for each variant: it
 * grows by what joins it (RFC 9111 §3.4), becomes a whole response if nothing is missing any more,
 * and makes room for what does not join it.
 *
 * @param asked the header section of the request
 * @param flight what says whether it is outdated
 */
record Parts(RouteCache route, String key, Headers asked, Flight flight) {
  /**
   * What has come of a part that broke off behind {@code bytes}; null if that cannot be used: with
   * nothing to tell whether the rest would be of the same representation, it is not worth its room.
   */
  static @Nullable ContentRange begun(ContentRange place, long bytes, Headers headers) {
    if (bytes == 0 || bytes > place.range().length() || StrongValidator.of(headers) == null) {
      return null;
    }
    long first = place.range().first();
    return new ContentRange(new ByteRange(first, first + bytes - 1), place.complete());
  }

  /**
   * Stores what had come of a whole response when it broke off, if that can be used: for ranges
   * within it, and for the client who comes back for the rest.
   *
   * @param length what the whole would have been, {@link Body#UNKNOWN_LENGTH} if nobody knows
   */
  void putBegun(Terms terms, Headers headers, long length, List<ByteBuf> pieces) {
    long bytes = pieces.stream().mapToLong(ByteBuf::readableBytes).sum();
    if (terms.status() == PartialAnswer.OK && length > 0) {
      ContentRange place = begun(ContentRange.whole(length), bytes, headers);
      if (place != null) {
        put(terms, headers, place, pieces);
      }
    }
  }

  /**
   * Stores a part.
   *
   * @param headers its header section
   * @param place where it belongs
   * @param pieces its content, which stays the caller's
   */
  void put(Terms terms, Headers headers, ContentRange place, List<ByteBuf> pieces) {
    MemoryStore store = route.shared().store();
    StoredPart known = StoredPart.find(store, key, asked);
    if (known == null) {
      put(store, terms, headers, place, pieces);
      return;
    }
    try {
      ContentRange joined = Joining.join(known.content(), place);
      boolean joins =
          Joining.isPossible(known.content(), known.headers(), place, headers)
              && joined.range().length() <= route.maxObject();
      if (joins) {
        join(store, terms, known, headers, joined, place, pieces);
      } else {
        put(store, terms, headers, place, pieces);
      }
    } finally {
      known.stored().release();
    }
  }

  private void join(
      MemoryStore store,
      Terms terms,
      StoredPart known,
      Headers headers,
      ContentRange joined,
      ContentRange place,
      List<ByteBuf> pieces) {
    Headers fields = Joining.fields(known.headers(), headers);
    ByteRange old = known.content().range();
    if (old.contains(place.range())) {
      Joining.describe(fields, joined);
      put(store, joined, known.stored().with(terms, fields, store.memory()));
      return;
    }
    List<ByteBuf> before = bytes(known, old.first(), place.range().first() - 1);
    List<ByteBuf> behind = bytes(known, place.range().last() + 1, old.last());
    List<ByteBuf> all = new ArrayList<>(before);
    all.addAll(pieces);
    all.addAll(behind);
    put(store, terms, fields, joined, all);
    before.forEach(ByteBuf::release);
    behind.forEach(ByteBuf::release);
  }

  /** The bytes of a stored part from {@code first} to {@code last}, if there are such. */
  private static List<ByteBuf> bytes(StoredPart part, long first, long last) {
    List<ByteBuf> pieces = new ArrayList<>();
    if (first <= last) {
      Body body = part.part(new ByteRange(first, last));
      for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
        pieces.add(piece);
      }
      body.discard();
    }
    return pieces;
  }

  private void put(
      MemoryStore store, Terms terms, Headers headers, ContentRange place, List<ByteBuf> pieces) {
    Headers fields = headers.copy();
    Joining.describe(fields, place);
    int length = (int) place.range().length();
    put(store, place, Stored.of(terms, fields, pieces, length, store.memory()));
  }

  private void put(MemoryStore store, ContentRange place, Stored made) {
    String parts = CacheKey.ofPart(key);
    String to = place.isWhole() ? key : parts;
    store.put(to, made);
    if (place.isWhole()) {
      store.remove(parts, each -> each.terms().suits(asked));
    }
    if (flight.outdated()) {
      store.remove(to, each -> true); // as it may have come too late for who removed the others
    }
  }
}
