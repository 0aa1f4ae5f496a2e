/**
 * Netty's side of Gatehouse: event loops, connections, codecs. Only here (and in proxy-tls) do
 * channels and handlers appear; beyond stand exchanges and bodies.
 *
 * <p>Threading: a connection is registered with one event loop and never leaves it; {@link
 * dev.gatehouse.core.transport.Loop} is what that event loop owns.
 */
@NullMarked
package dev.gatehouse.core.transport;

import org.jspecify.annotations.NullMarked;
