package dev.gatehouse.core.runtime;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.routing.RouteTable;
import io.netty.util.NetUtil;
import java.net.InetAddress;

/**
 * The handler that sends an exchange down the chain of the route it matches. Immutable and shared
 * by all event loops.
 *
 * @param routes the routes and what they match
 * @param unrouted told of exchanges that match none, or were refused before
 */
public record Router(RouteTable<Route> routes, ExchangeObserver unrouted) implements Handler {
  private static final Failure NO_ROUTE = Failure.of(FailureReason.NO_ROUTE);

  @Override
  public void handle(Exchange exchange, Responder responder) {
    Route route =
        routes.match(exchange.connection().listener(), exchange.request(), client(exchange));
    if (route == null) {
      responder.fail(NO_ROUTE);
      return;
    }
    exchange.routed(route.name(), route.observer());
    route.handler().handle(exchange, responder);
  }

  /** The client's address: the peer's, unless a trusted proxy in front named another. */
  private static InetAddress client(Exchange exchange) {
    String text = exchange.clientAddress();
    InetAddress peer = exchange.connection().peer().getAddress();
    if (text.equals(exchange.connection().peerText())) {
      return peer;
    }
    InetAddress named = NetUtil.createInetAddressFromIpAddressString(text);
    return named == null ? peer : named;
  }
}
