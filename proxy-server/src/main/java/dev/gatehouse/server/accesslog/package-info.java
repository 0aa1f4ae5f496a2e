/**
 * The log of requests: event loops write lines into rings of their own, one thread takes them to a
 * file or the standard output.
 *
 * <p>Who it is: {@link dev.gatehouse.server.accesslog.AccessLog} is told of every exchange that
 * ends; a {@code LineFormat} makes the line in a {@code LineBuffer}, a {@code LogRing} carries it
 * over, the {@code LogWriter} brings it to the {@code LogOutput}.
 *
 * <p>Threading: a format, its buffer and the producing end of a ring are confined to one event
 * loop; the consuming ends and the output to the writer's thread.
 */
@NullMarked
package dev.gatehouse.server.accesslog;

import org.jspecify.annotations.NullMarked;
