/**
 * Listeners: sockets that accept clients, and what stands between a new connection and its first
 * HTTP byte.
 *
 * <p>Threading: listeners are shared and started and stopped by the server; what belongs to one
 * connection is confined to its event loop.
 */
@NullMarked
package dev.gatehouse.core.transport.listen;

import org.jspecify.annotations.NullMarked;
