/**
 * The listener for operators: metrics, health, and what runs as JSON. It is served by the JDK's own
 * HTTP server on threads of its own, off the way of requests through the proxy.
 *
 * <p>Threading: everything here is safe for any thread; endpoints are called by many at once.
 */
@NullMarked
package dev.gatehouse.server.admin;

import org.jspecify.annotations.NullMarked;
