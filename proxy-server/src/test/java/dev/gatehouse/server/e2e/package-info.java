/**
 * The server as a whole, in this process: real sockets in front of it and behind it, configured by
 * the text an operator would write.
 */
@NullMarked
package dev.gatehouse.server.e2e;

import org.jspecify.annotations.NullMarked;
