/**
 * The log of requests: event loops write lines into rings of their own, one thread takes them to a
 * file, the standard output or a syslog server.
 *
 * <p>Who it is: {@link dev.gatehouse.server.accesslog.AccessLog} is told of every exchange that
 * ends; a {@code LineFormat} makes the line in a {@code LineBuffer}, a {@code LogRing} carries it
 * over, the {@code LogWriter} brings it to the {@code LogOutput}: a {@code FileOutput}, the {@code
 * StandardOutput} or a {@code SyslogOutput}, which sends over a {@code SyslogLink}.
 *
 * <p>Threading: a format, its buffer and the producing end of a ring are confined to one event
 * loop; the consuming ends and the output to the writer's thread.
 */
@NullMarked
package dev.gatehouse.server.accesslog;

import org.jspecify.annotations.NullMarked;
