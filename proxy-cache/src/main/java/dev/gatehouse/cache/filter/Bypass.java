package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.key.BypassSettings;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Cookies;

/** The route's rules for requests that are passed on without the cache. Pure. */
record Bypass(BypassSettings settings) {
  boolean applies(Request request) {
    for (String name : settings.headers()) {
      if (request.headers().contains(name)) {
        return true;
      }
    }
    for (String name : settings.cookies()) {
      if (Cookies.value(request.headers(), name) != null) {
        return true;
      }
    }
    return false;
  }
}
