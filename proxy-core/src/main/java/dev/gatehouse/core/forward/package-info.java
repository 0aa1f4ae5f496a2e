/**
 * The end of every forwarding chain: picks a backend, attempts it over a connection of the
 * exchange's own event loop, and decides what a failure allows.
 *
 * <p>Threading: {@code Forwarder} is immutable and shared; attempts are confined to the event loop
 * of their exchange.
 */
@NullMarked
package dev.gatehouse.core.forward;

import org.jspecify.annotations.NullMarked;
