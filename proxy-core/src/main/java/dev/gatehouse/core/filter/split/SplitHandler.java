package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.http.Cookies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handler at the end of a route that has a split: hands the exchange to one of several
 * handlers, each of which sends to one pool.
 *
 * <p>Immutable, with a shared {@link Split} behind it.
 */
public final class SplitHandler implements Handler {
  private record Way(Handler handler, @Nullable ExchangeObserver observer) {}

  private final Split split;
  private final Way[] ways;
  private final @Nullable OverrideBy override;
  private final @Nullable Sticky sticky;

  /**
   * @param handlers one for each pool, in the order of the settings
   * @param observer told when an exchange of the route is over
   */
  public SplitHandler(Split split, List<Handler> handlers, ExchangeObserver observer) {
    this.split = split;
    this.override = split.settings().override();
    this.sticky = split.settings().sticky();
    this.ways = new Way[handlers.size()];
    for (int pool = 0; pool < ways.length; pool++) {
      ExchangeObserver comparing = split.observer(pool);
      ways[pool] =
          new Way(handlers.get(pool), comparing == null ? null : comparing.andThen(observer));
    }
  }

  @Override
  public void handle(Exchange exchange, Responder responder) {
    int named = named(exchange);
    if (named >= 0) {
      split.count(exchange.loop().index(), named, Why.OVERRIDE);
      ways[named].handler.handle(exchange, responder); // not compared: who asks for it, debugs it
      return;
    }
    switch (sticky) {
      case null -> enter(split.next(), Why.WEIGHT, exchange, responder);
      case Sticky.ClientIp _ ->
          enter(Positions.ofAddress(exchange.clientAddress()), Why.STICKY, exchange, responder);
      case Sticky.Cookie cookie -> byCookie(cookie, exchange, responder);
    }
  }

  /** The pool that the request names; -1 if it names none of these. */
  private int named(Exchange exchange) {
    String name = override == null ? null : override.named(exchange.request().headers());
    if (name == null) {
      return -1;
    }
    int pool = split.indexOf(name);
    if (pool < 0) {
      split.ignoredOverride(exchange.loop().index());
    }
    return pool;
  }

  private void byCookie(Sticky.Cookie cookie, Exchange exchange, Responder responder) {
    String token = Cookies.value(exchange.request().headers(), cookie.cookie());
    long known = token == null ? Positions.NONE : Positions.parse(token);
    if (token != null) {
      Cookies.remove(exchange.request().headers(), cookie.cookie()); // nothing to the backends
    }
    if (known != Positions.NONE) {
      enter(known, Why.STICKY, exchange, responder);
      return;
    }
    long position = Positions.coarse(split.next());
    enter(
        position,
        Why.WEIGHT,
        exchange,
        new StickyResponder(responder, cookie, position, exchange.request().isHttps()));
  }

  private void enter(long position, Why why, Exchange exchange, Responder responder) {
    int pool = split.shares().at(position);
    split.count(exchange.loop().index(), pool, why);
    Way way = ways[pool];
    if (way.observer != null) {
      exchange.routed(exchange.route(), way.observer);
    }
    way.handler.handle(exchange, responder);
  }
}
