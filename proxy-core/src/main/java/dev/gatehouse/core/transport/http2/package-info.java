/**
 * HTTP/2 on the wire (RFC 9113): connections with streams as objects, and the strict translation
 * between their fields and exchanges.
 *
 * <p>Threading: parsers and connections are confined to one event loop; pure functions are shared.
 */
@NullMarked
package dev.gatehouse.core.transport.http2;

import org.jspecify.annotations.NullMarked;
