/**
 * What the proxy tells about itself in numbers: counts per route, backend and listener, and the
 * state of the process, in the formats of Prometheus.
 *
 * <p>Who it is: {@link dev.gatehouse.server.telemetry.Telemetry} hands out the observers when a
 * configuration is compiled; they count in {@code LoopCounters}, which are summed when somebody
 * asks. Prometheus' model is filled from them directly, because a meter per number would have to be
 * told of every request; what changes slowly is a Micrometer meter.
 *
 * <p>Threading: an observer is shared by all event loops, each of which writes cells of its own;
 * the rest is safe for any thread.
 */
@NullMarked
package dev.gatehouse.server.telemetry;

import org.jspecify.annotations.NullMarked;
