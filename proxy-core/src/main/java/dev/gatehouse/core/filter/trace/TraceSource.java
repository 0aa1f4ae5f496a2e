package dev.gatehouse.core.filter.trace;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** Whose word is taken on what trace a request belongs to. */
@Doc("Whose traceparent, tracestate and baggage are believed.")
public enum TraceSource implements Choice {
  /** The peers of {@code trusted-proxies}. */
  TRUSTED,
  /** Every client; each of them then decides what is recorded, and can fill the collector. */
  ALL,
  /** Nobody. */
  NONE
}
