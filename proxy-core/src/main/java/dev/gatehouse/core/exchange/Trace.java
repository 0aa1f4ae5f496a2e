package dev.gatehouse.core.exchange;

import dev.gatehouse.core.http.TraceParent;

/**
 * An exchange's place in a distributed trace (W3C Trace Context). Immutable.
 *
 * @param span what this exchange's own span is known by, and whether the trace is recorded
 * @param parent the number of the span that caused the request; 0 if nobody said, or nobody who is
 *     believed
 * @param state what the systems that took part before have to say (tracestate); empty if nothing
 */
public record Trace(TraceParent span, long parent, String state) {
  /** True if the exchange and its attempts are recorded whatever becomes of it. */
  public boolean sampled() {
    return span.sampled();
  }
}
