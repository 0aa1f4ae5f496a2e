/**
 * The seam of Gatehouse: an {@link dev.gatehouse.core.exchange.Exchange} (one request and what
 * becomes of it) passes through a {@link dev.gatehouse.core.exchange.Chain} of {@link
 * dev.gatehouse.core.exchange.Filter}s to a {@link dev.gatehouse.core.exchange.Handler}, and
 * answers come back through {@link dev.gatehouse.core.exchange.Responder}s.
 *
 * <p>The law: of {@code next.handle}, {@code responder.respond} and {@code responder.fail}, a
 * filter calls exactly one, once.
 *
 * <p>Threading: an exchange and everything that hangs on it is confined to one event loop, from its
 * request head to its end; handlers and filters are immutable and shared by all loops.
 */
@NullMarked
package dev.gatehouse.core.exchange;

import org.jspecify.annotations.NullMarked;
