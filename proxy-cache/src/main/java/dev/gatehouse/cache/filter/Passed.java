package dev.gatehouse.cache.filter;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;

/** The responder of a request that is passed on without the cache: it only says so. */
record Passed(RouteCache route, Exchange exchange, Responder outer, Forward why)
    implements Responder {
  @Override
  public void respond(Response response) {
    route.handled(exchange, CacheResult.PASS, why);
    if (why == Forward.KNOWN && isStorable(response)) {
      route.shared().passNoMore(route.key().of(exchange.request()));
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
