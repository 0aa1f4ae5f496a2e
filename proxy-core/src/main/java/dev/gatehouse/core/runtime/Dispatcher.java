package dev.gatehouse.core.runtime;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HopByHop;

/**
 * The way of every request: reads the current snapshot once, takes off what ends at this
 * connection, and hands the exchange to the snapshot's entry: who asks ({@code ForwardedFilter}),
 * which route ({@link Router}), the route's filters, and at their end {@code Forwarder} or an
 * answer of the proxy's own. What comes back leaves through {@link Outcome}.
 *
 * <p>Shared by all event loops. A new snapshot takes effect with the next request.
 */
public final class Dispatcher implements Intake {
  private static final Failure OVERLOADED =
      Failure.of(FailureReason.OVERLOADED_MEMORY, "memory is short");

  private volatile Snapshot snapshot;

  public Dispatcher(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** The configuration that new requests meet. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /** Swaps in {@code next}; requests under way keep the one they began with. From any thread. */
  public void swap(Snapshot next) {
    snapshot = next;
  }

  @Override
  public void dispatch(Exchange exchange) {
    assert exchange.loop().executor().inEventLoop();
    if (exchange.loop().overloaded()) {
      exchange.request().body().discard();
      refuse(exchange, OVERLOADED);
      return;
    }
    Snapshot current = snapshot;
    exchange.routed(null, current.router().unrouted());
    HopByHop.removeFromRequest(exchange.request().headers());
    Outcome outcome = new Outcome(exchange);
    Response here = MaxForwards.count(exchange.request(), exchange.loop().clock());
    if (here == null) {
      current.entry().handle(exchange, outcome);
    } else {
      outcome.respond(here);
    }
  }

  @Override
  public void refuse(Exchange exchange, Failure failure) {
    exchange.routed(null, snapshot.router().unrouted());
    new Outcome(exchange).fail(failure);
  }

  @Override
  public void reject(Exchange exchange, Failure failure) {
    exchange.routed(null, snapshot.router().unrouted());
    exchange.failed(failure);
  }
}
