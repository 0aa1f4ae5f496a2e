/**
 * The export of traces: spans of exchanges that have ended, sent to a collector by OTLP.
 *
 * <p>Who it is: {@link dev.gatehouse.server.tracing.Tracing} is told of every exchange that ends
 * and hands the {@code Journey} of those to be recorded to an {@code Exporter}, whose thread makes
 * {@code Spans} of them and sends them in batches. Nothing of OpenTelemetry is on the way of a
 * request.
 *
 * <p>Threading: event loops add to a bounded queue and never wait; one thread empties it.
 */
@NullMarked
package dev.gatehouse.server.tracing;

import org.jspecify.annotations.NullMarked;
