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
    route.observer().handled(exchange, CacheResult.PASS, why);
    if (route.settings().statusHeader()) {
      CacheStatus.forwarded(response.headers(), why, 0, false, "");
    }
    outer.respond(response);
  }

  @Override
  public void fail(Failure failure) {
    route.observer().handled(exchange, CacheResult.PASS, why);
    outer.fail(failure);
  }

  @Override
  public void inform(Response interim) {
    outer.inform(interim);
  }
}
