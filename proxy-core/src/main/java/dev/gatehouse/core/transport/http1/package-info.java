/**
 * HTTP/1.0 and HTTP/1.1 on the wire (RFC 9112): strict parsing and framing as pure functions, and
 * the connections that use them.
 *
 * <p>Threading: parsers and connections are confined to one event loop; pure functions are shared.
 */
@NullMarked
package dev.gatehouse.core.transport.http1;

import org.jspecify.annotations.NullMarked;
