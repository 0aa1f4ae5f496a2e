package dev.gatehouse.core.http;

import org.jspecify.annotations.Nullable;

/**
 * The fields that may stand in a trailer section (RFC 9110 §6.5.1): not those that frame, route,
 * authenticate, modify the request, control caches, or say how the content is to be processed,
 * since whoever comes next may merge them into the header section after having acted on that.
 *
 * <p>Pure functions.
 */
public final class TrailerFields {
  private TrailerFields() {}

  /** Removes from {@code section} what may not be passed on; null if nothing is left. */
  public static @Nullable Headers passable(Headers section) {
    for (int i = section.size() - 1; i >= 0; i--) {
      if (!mayTrail(section.name(i))) {
        section.removeAt(i);
      }
    }
    return section.isEmpty() ? null : section;
  }

  /** Says whether a field named {@code name}, in lower case, may stand in a trailer section. */
  public static boolean mayTrail(String name) {
    return !forbidden(name)
        && !HopByHop.isHopByHop(name)
        && (!name.startsWith("content-") || name.equals("content-digest")) // RFC 9530 §2
        && !name.startsWith("if-")
        && !name.startsWith("x-forwarded-")
        && !name.startsWith("access-control-");
  }

  private static boolean forbidden(String name) {
    return switch (name) {
      case HeaderNames.AGE,
          HeaderNames.AUTHORIZATION,
          HeaderNames.CACHE_CONTROL,
          HeaderNames.COOKIE,
          HeaderNames.DATE,
          HeaderNames.EXPECT,
          HeaderNames.EXPIRES,
          HeaderNames.FORWARDED,
          HeaderNames.HOST,
          HeaderNames.LOCATION,
          HeaderNames.MAX_FORWARDS,
          HeaderNames.PRAGMA,
          HeaderNames.RANGE,
          HeaderNames.RETRY_AFTER,
          HeaderNames.SET_COOKIE,
          HeaderNames.STRICT_TRANSPORT_SECURITY,
          HeaderNames.TRAILER,
          HeaderNames.VARY,
          HeaderNames.VIA,
          HeaderNames.WWW_AUTHENTICATE,
          HeaderNames.X_REAL_IP,
          HeaderNames.X_REQUEST_ID ->
          true;
      default -> false;
    };
  }
}
