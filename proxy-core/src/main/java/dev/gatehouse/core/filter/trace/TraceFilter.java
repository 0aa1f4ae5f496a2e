package dev.gatehouse.core.filter.trace;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;

/**
 * Gives each exchange its place in a trace, and has the backend know it. Stands before routing, so
 * that requests without a route have theirs too. Immutable.
 */
public final class TraceFilter implements Filter {
  private final TracePolicy policy;

  public TraceFilter(TracePolicy policy) {
    this.policy = policy;
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    exchange
        .noted()
        .trace(
            policy.enter(exchange.request().headers(), exchange.connection().peer().getAddress()));
    next.handle(exchange, responder);
  }
}
