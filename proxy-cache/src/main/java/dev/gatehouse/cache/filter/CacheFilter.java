package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.key.Bypass;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.http.Methods;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A shared HTTP cache (RFC 9111) in front of a route's backends. Answers GET and HEAD from the
 * store where that is allowed, stores what may be stored, and passes on everything else; what
 * changes a resource ends what is stored of it.
 */
public final class CacheFilter implements Filter {
  private final RouteCache route;
  private final Bypass bypass;

  /**
   * @param name the route's
   * @param set names of request fields, in lower case, that the route itself sets
   */
  public CacheFilter(
      String name,
      RouteCacheSettings settings,
      Collection<String> set,
      SharedCache shared,
      CacheObserver observer) {
    CacheKey key = new CacheKey(name, settings.key(), set);
    this.route = new RouteCache(name, key, settings, shared, observer);
    this.bypass = new Bypass(settings.bypass());
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    Forward why = why(exchange.request(), bypass);
    if (why == null) {
      new Lookup(route, exchange, responder, next).begin();
      return;
    }
    Responder told = new Passed(route, exchange, null, responder, why);
    next.handle(
        exchange,
        why == Forward.METHOD && Invalidating.isUnsafe(exchange.method())
            ? new Invalidating(route, exchange, told)
            : told);
  }

  /** Why the cache has no say in {@code request}; null if it has. */
  static @Nullable Forward why(Request request, Bypass bypass) {
    String method = request.method();
    if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
      return Forward.METHOD;
    }
    if (request.upgrade() != null) {
      return Forward.UPGRADE;
    }
    if (request.body().length() != 0) {
      return Forward.CONTENT;
    }
    return bypass.applies(request) ? Forward.BYPASS : null;
  }
}
