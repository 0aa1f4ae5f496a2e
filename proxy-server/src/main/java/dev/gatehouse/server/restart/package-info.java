/**
 * One process in the place of another: listening sockets that outlive a process, because systemd
 * holds them or because the successor is handed them, and what else a successor needs so that
 * clients notice nothing.
 *
 * <p>Threading: the side that hands over has a thread of its own, which waits for successors; the
 * side that takes over works on the thread that starts the server. The rest are values.
 */
@NullMarked
package dev.gatehouse.server.restart;

import org.jspecify.annotations.NullMarked;
