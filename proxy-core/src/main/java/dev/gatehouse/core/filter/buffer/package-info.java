/**
 * The collection of request bodies in full before anything behind sees the request: in memory up to
 * a bound, then in a spill file, then refused.
 *
 * <p>Who it is: {@link dev.gatehouse.core.filter.buffer.BufferFilter} starts a {@code Collector}
 * per body; what was collected is a {@code MemoryBody} over {@code Pieces} or a {@code SpillBody}
 * over a {@code SpillFile}, either of which can be replayed. A source and its replays share what
 * they read from, which is released with the last of them. {@link
 * dev.gatehouse.core.filter.buffer.LimitFilter} is for bodies that are passed on as they arrive.
 *
 * <p>Threading: settings are immutable; the rest is confined to the event loop of the exchange;
 * {@link dev.gatehouse.core.filter.buffer.SpillFiles} is shared and does the file operations on
 * threads of its own, whose results come back as tasks of the event loop.
 */
@NullMarked
package dev.gatehouse.core.filter.buffer;

import org.jspecify.annotations.NullMarked;
