package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;

/**
 * A stored response as another answer of the origin, without its content, has brought it up to date
 * (RFC 9111 §3.2): a 304, or one to HEAD.
 *
 * @param verdict whether it stays stored
 * @param stored used by the one who made it
 */
record Refreshed(StorePolicy.Verdict verdict, Stored stored) {
  /**
   * Makes it of {@code before}, which stays as it is.
   *
   * @param asked the header section of the request
   * @param requested when that was sent, in milliseconds since 1970
   * @param received when the head of its answer arrived
   */
  static Refreshed of(
      RouteCache route,
      Stored before,
      Headers asked,
      Headers answer,
      long requested,
      long received) {
    Headers merged = merge(before.headers(), answer);
    StorePolicy.Verdict verdict =
        StorePolicy.of(
            route.settings(), asked, before.terms().status(), merged, requested, received);
    Headers kept = StorePolicy.kept(route.settings(), merged, verdict.terms());
    return new Refreshed(
        verdict, before.with(verdict.terms(), kept, route.shared().store().memory()));
  }

  /** {@code stored} with each field that {@code update} has, but for those about its content. */
  static Headers merge(Headers stored, Headers update) {
    stored.remove(HeaderNames.DATE); // without a new one it is as old as the answer
    for (int i = 0; i < update.size(); i++) {
      if (isUpdated(update.name(i))) {
        stored.remove(update.name(i));
      }
    }
    for (int i = 0; i < update.size(); i++) {
      if (isUpdated(update.name(i))) {
        stored.add(update.name(i), update.value(i));
      }
    }
    return stored;
  }

  private static boolean isUpdated(String name) {
    return switch (name) {
      case HeaderNames.CONTENT_LENGTH,
          HeaderNames.CONTENT_ENCODING,
          HeaderNames.CONTENT_RANGE,
          "content-md5", // digests are of the content of their message, and this one has none
          "content-digest",
          HeaderNames.VIA,
          HeaderNames.CACHE_STATUS ->
          false;
      default -> true;
    };
  }
}
