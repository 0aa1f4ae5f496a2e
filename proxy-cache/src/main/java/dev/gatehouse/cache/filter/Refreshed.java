package dev.gatehouse.cache.filter;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;

/** The header section of a stored response after a 304 has updated it (RFC 9111 §3.2). Pure. */
final class Refreshed {
  private Refreshed() {}

  /** {@code stored} with each field that {@code update} has, but for those about its content. */
  static Headers merge(Headers stored, Headers update) {
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
