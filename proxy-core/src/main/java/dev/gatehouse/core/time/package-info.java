/**
 * Time as the data plane sees it: a clock that tests can turn, and the coarse tick that sweeps
 * deadlines, so that no request schedules a timer of its own.
 *
 * <p>Threading: {@link dev.gatehouse.core.time.Clock} is shared; {@link
 * dev.gatehouse.core.time.Deadlines} is confined to one event loop.
 */
@NullMarked
package dev.gatehouse.core.time;

import org.jspecify.annotations.NullMarked;
