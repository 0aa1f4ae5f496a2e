package dev.gatehouse.core.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has to tell beyond its marks: attempts that failed or stood beside others, times
 * of waiting, its trace. Made when there is something to tell, which for most exchanges is never:
 * they cost nothing.
 *
 * <p>Moments are nanoseconds of the loop's clock; 0 where something did not happen. Confined to the
 * event loop of its exchange.
 */
public final class Trail {
  private final List<Try> tries = new ArrayList<>(2);
  private @Nullable String retryRefused;
  private @Nullable Trace trace;
  private long headBegunAt;
  private long queuedAt;
  private long queued;
  private long stalledAt;
  private long stalled;

  Trail() {}

  /** Adds an attempt that began at {@code moment}; in the order in which they began. */
  public Try tried(String pool, String backend, boolean hedge, long moment) {
    Try added = new Try(pool, backend, hedge, moment);
    tries.add(added);
    return added;
  }

  /** The attempts that are told of; the only one of an ordinary exchange is not among them. */
  public List<Try> tries() {
    return tries;
  }

  /** Notes when the first byte of a head arrived that did not arrive at once. */
  public void headBegun(long moment) {
    headBegunAt = moment;
  }

  public long headBegunAt() {
    return headBegunAt;
  }

  /** Notes that the exchange waited for its turn in a pool, until {@code until}. */
  public void queued(long from, long until) {
    queuedAt = from;
    queued = until - from;
  }

  public long queuedAt() {
    return queuedAt;
  }

  /** How long the exchange waited for its turn in a pool, in nanoseconds. */
  public long queued() {
    return queued;
  }

  /** The answer waits for the client to read, from {@code moment} on, or no longer does. */
  public void stalled(boolean waiting, long moment) {
    if (stalledAt != 0) {
      stalled += moment - stalledAt;
    }
    stalledAt = waiting ? moment : 0;
  }

  /** How long the answer has waited for the client to read, in nanoseconds. */
  public long stalled() {
    return stalled;
  }

  /** Notes why the request is not tried again: a name for logs. */
  public void retryRefused(String why) {
    retryRefused = why;
  }

  /** Why the request was not tried again; null if that was no question. */
  public @Nullable String retryRefused() {
    return retryRefused;
  }

  /** Makes the exchange part of a trace. */
  public void trace(Trace context) {
    trace = context;
  }

  /** The exchange's place in a trace; null if nothing is traced. */
  public @Nullable Trace trace() {
    return trace;
  }

  /** Takes over the attempts of {@code other}, whose exchange has asked a backend for this one. */
  void adopt(Trail other) {
    tries.addAll(other.tries);
    queuedAt = other.queuedAt;
    queued = other.queued;
    retryRefused = other.retryRefused;
  }
}
