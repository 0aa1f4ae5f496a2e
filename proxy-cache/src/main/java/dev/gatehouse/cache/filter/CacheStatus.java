package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Via;
import org.jspecify.annotations.Nullable;

/**
 * The entry of this cache in Cache-Status (RFC 9211), behind those of caches nearer to the origin.
 */
final class CacheStatus {
  private CacheStatus() {}

  /**
   * A response from the store; where the route and not the response says how long it lasts, that is
   * marked.
   */
  static void hit(Headers headers, CacheResult result, Lifetime.Source source, long secondsLeft) {
    String text = Via.PSEUDONYM + "; hit; ttl=" + secondsLeft;
    String detail = result == CacheResult.HIT ? byRoute(source) : result.code();
    add(headers, detail == null ? text : text + "; detail=" + detail);
  }

  private static @Nullable String byRoute(Lifetime.Source source) {
    return switch (source) {
      case ROUTE -> "override-ttl";
      case ROUTE_STATUS -> "negative-ttl";
      case ROUTE_DEFAULT -> "default-ttl";
      default -> null;
    };
  }

  /**
   * A response that the backend was asked for.
   *
   * @param status the backend's, 0 for none or if it is the response's own
   * @param collapsed whether another request had asked
   * @param stored why it is not stored; null if it is; empty if that was no question
   */
  static void forwarded(
      Headers headers, Forward why, int status, boolean collapsed, @Nullable String stored) {
    StringBuilder text = new StringBuilder(Via.PSEUDONYM).append("; fwd=").append(why.fwd());
    if (status != 0) {
      text.append("; fwd-status=").append(status);
    }
    if (stored == null) {
      text.append("; stored");
    }
    if (collapsed) {
      text.append("; collapsed");
    }
    if (stored != null && !stored.isEmpty()) {
      text.append("; detail=").append(stored);
    } else if (!why.code().equals(why.fwd())) {
      text.append("; detail=").append(why.code());
    }
    add(headers, text.toString());
  }

  private static void add(Headers headers, String entry) {
    headers.add(HeaderNames.CACHE_STATUS, entry);
  }
}
