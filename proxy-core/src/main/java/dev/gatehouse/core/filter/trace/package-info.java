/**
 * Distributed tracing, as far as requests carry it: whose trace a request belongs to, whether it is
 * recorded, and what the backend is told (W3C Trace Context and Baggage).
 *
 * <p>Who it is: {@link dev.gatehouse.core.filter.trace.TraceFilter} gives each exchange its {@link
 * dev.gatehouse.core.exchange.Trace} by a {@link dev.gatehouse.core.filter.trace.TracePolicy}.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.filter.trace;

import org.jspecify.annotations.NullMarked;
