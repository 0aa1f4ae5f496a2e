package dev.gatehouse.core.runtime;

import dev.gatehouse.core.exchange.Handler;

/**
 * One configuration, ready to serve: everything a request reads. Immutable; replaced as a whole.
 *
 * @param entry what every request meets first: it learns who asks, then goes to {@code router}
 * @param router the routes
 */
public record Snapshot(Handler entry, Router router) {}
