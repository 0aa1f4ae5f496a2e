package dev.gatehouse.core.filter.trace;

import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.http.Baggage;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.TraceParent;
import dev.gatehouse.core.http.TraceState;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.settings.Percentage;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The decision what trace a request belongs to and whether it is recorded. Who is believed decides
 * that for the whole of its trace; else a share of requests, chosen by the number of their trace,
 * begins one that is. Pure, but for the numbers of what begins. Immutable.
 */
public final class TracePolicy {
  private final TraceSource source;
  private final CidrSet trusted;
  private final double share;

  /**
   * @param trusted whose word is taken where {@code source} is {@link TraceSource#TRUSTED}
   * @param share how many of the requests that nobody else has decided on are recorded
   */
  public TracePolicy(TraceSource source, CidrSet trusted, Percentage share) {
    this.source = source;
    this.trusted = trusted;
    this.share = share.part(1);
  }

  /** The place of a request from {@code peer} with these headers, which it makes say the same. */
  Trace enter(Headers headers, InetAddress peer) {
    boolean believed =
        switch (source) {
          case ALL -> true;
          case TRUSTED -> trusted.contains(peer);
          case NONE -> false;
        };
    TraceParent caller = believed ? caller(headers) : null;
    String state = caller == null ? "" : TraceState.of(headers.combined(HeaderNames.TRACESTATE));
    if (!believed || !Baggage.isBounded(headers)) {
      headers.remove(HeaderNames.BAGGAGE);
    }
    Trace place = caller == null ? begin() : follow(caller, state);
    headers.set(HeaderNames.TRACEPARENT, place.span().text());
    if (state.isEmpty()) {
      headers.remove(HeaderNames.TRACESTATE);
    } else {
      headers.set(HeaderNames.TRACESTATE, state);
    }
    return place;
  }

  /** Two fields of the name say as little as one that is malformed. */
  private static @Nullable TraceParent caller(Headers headers) {
    String value = headers.get(HeaderNames.TRACEPARENT);
    return value == null || headers.count(HeaderNames.TRACEPARENT) != 1
        ? null
        : TraceParent.parse(value);
  }

  private static Trace follow(TraceParent caller, String state) {
    return new Trace(caller.child(TraceParent.newSpan()), caller.span(), state);
  }

  private Trace begin() {
    TraceParent begun = TraceParent.begin(false);
    return isSampled(begun)
        ? new Trace(new TraceParent(begun.high(), begun.low(), begun.span(), true), 0, "")
        : new Trace(begun, 0, "");
  }

  /** By the last bits of the trace's number, as others decide it, so that shares agree. */
  private boolean isSampled(TraceParent begun) {
    return (begun.low() & Long.MAX_VALUE) < share * Long.MAX_VALUE;
  }
}
