/**
 * The embedded backends of the demonstration configuration, so that a fresh checkout has something
 * to serve.
 *
 * <p>Threading: each backend has a few threads of its own and shares nothing with the proxy.
 */
@NullMarked
package dev.gatehouse.server.demo;

import org.jspecify.annotations.NullMarked;
