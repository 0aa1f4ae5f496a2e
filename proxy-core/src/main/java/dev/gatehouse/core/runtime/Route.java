package dev.gatehouse.core.runtime;

import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Handler;

/**
 * What a matched request meets: its ready-built chain, and who is told of its end. Immutable.
 *
 * @param name the route's name in the configuration
 * @param handler the filters and the handler at their end
 * @param observer told when an exchange of this route is over
 */
public record Route(String name, Handler handler, ExchangeObserver observer) {}
