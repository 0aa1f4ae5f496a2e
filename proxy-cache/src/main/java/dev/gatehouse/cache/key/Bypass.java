package dev.gatehouse.cache.key;

import dev.gatehouse.core.exchange.Request;
import java.util.List;

/** The rule of a route which requests are passed on without the cache. Immutable. */
public final class Bypass {
  private final List<String> headers;
  private final List<String> cookies;

  public Bypass(BypassSettings settings) {
    this.headers = settings.headers();
    this.cookies = settings.cookies();
  }

  /** Says whether {@code request} has one of the fields or cookies. */
  public boolean applies(Request request) {
    for (int i = 0; i < headers.size(); i++) {
      if (request.headers().contains(headers.get(i))) {
        return true;
      }
    }
    return CookieNames.hasAny(request.headers(), cookies);
  }
}
