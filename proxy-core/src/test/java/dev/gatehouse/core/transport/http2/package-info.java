/** Tests of HTTP/2 against frames written and read by hand, and over sockets. */
@NullMarked
package dev.gatehouse.core.transport.http2;

import org.jspecify.annotations.NullMarked;
