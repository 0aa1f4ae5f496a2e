/**
 * The timeline: what became of requests that were slow or failed, phase by phase.
 *
 * <p>Who it is: {@link dev.gatehouse.server.timeline.Timeline} is told of every exchange that ends
 * and keeps the {@link dev.gatehouse.server.timeline.Journey} of those that are worth it ({@code
 * Kind}), for each event loop in {@code Shelf}s of its own; {@code Phases} makes a sequence of
 * phases of a journey, without gaps.
 *
 * <p>Threading: an event loop writes its own shelves; journeys are immutable, and read by any.
 */
@NullMarked
package dev.gatehouse.server.timeline;

import org.jspecify.annotations.NullMarked;
