package dev.gatehouse.cache.filter;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The responder of a request that is passed on without the cache: it only says so.
 *
 * @param key the request's before anything of it was rewritten; null if the cache has no say
 */
record Passed(
    RouteCache route, Exchange exchange, @Nullable String key, Responder outer, Forward why)
    implements Responder {
  @Override
  public void respond(Response response) {
    route.handled(exchange, CacheResult.PASS, why);
    if (key != null && why == Forward.KNOWN && isStorable(response)) {
      route.shared().passNoMore(key);
    }
    if (route.settings().statusHeader()) {
      CacheStatus.forwarded(response.headers(), why, 0, false, "");
    }
    outer.respond(response);
  }

  /** True if things have changed: the next one is fetched for all, and stored. */
  private boolean isStorable(Response response) {
    long now = exchange.loop().clock().epochMillis();
    return StorePolicy.of(
            route.settings(),
            exchange.request().headers(),
            response.status(),
            response.headers(),
            now,
            now)
        .stores();
  }

  @Override
  public void fail(Failure failure) {
    route.handled(exchange, CacheResult.PASS, why);
    outer.fail(failure);
  }

  @Override
  public void inform(Response interim) {
    outer.inform(interim);
  }
}
