package dev.gatehouse.core.exchange;

import java.util.List;

/**
 * The filters of a route joined to its handler, once, when the configuration is loaded; a request
 * only calls through them.
 */
public final class Chain {
  private Chain() {}

  /**
   * Returns a handler that passes exchanges through {@code filters}, first to last, to {@code end}.
   */
  public static Handler of(List<Filter> filters, Handler end) {
    Handler chain = end;
    for (int i = filters.size() - 1; i >= 0; i--) {
      chain = new Link(filters.get(i), chain);
    }
    return chain;
  }

  private record Link(Filter filter, Handler next) implements Handler {
    @Override
    public void handle(Exchange exchange, Responder responder) {
      filter.handle(exchange, responder, next);
    }
  }
}
