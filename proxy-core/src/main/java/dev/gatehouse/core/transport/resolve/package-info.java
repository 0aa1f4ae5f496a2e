/**
 * Host names resolved by Netty's DNS client, on an event loop of its own.
 *
 * <p>Threading: confined to that event loop, but for starting and closing.
 */
@NullMarked
package dev.gatehouse.core.transport.resolve;

import org.jspecify.annotations.NullMarked;
