package dev.gatehouse.core.exchange;

import dev.gatehouse.core.failure.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have an exchange answered by a backend, as it is told of afterwards. Moments are
 * nanoseconds of the loop's clock; 0 where something did not happen.
 *
 * <p>Confined to the event loop of its exchange.
 */
public final class Try {
  private final String pool;
  private final String backend;
  private final boolean hedge;
  private final long begunAt;
  private long acquiredAt;
  private long connecting;
  private long sentAt;
  private long headAt;
  private long endAt;
  private int status;
  private long span;
  private boolean lost;
  private @Nullable FailureReason failure;

  Try(String pool, String backend, boolean hedge, long begunAt) {
    this.pool = pool;
    this.backend = backend;
    this.hedge = hedge;
    this.begunAt = begunAt;
  }

  /** Notes when a connection was at hand. */
  public void acquired(long moment) {
    acquiredAt = moment;
  }

  /** Notes how long the connection was dialled that the attempt has got, in nanoseconds. */
  public void connected(long nanos) {
    connecting = nanos;
  }

  /** Notes when the request was handed to the transport completely. */
  public void sent(long moment) {
    sentAt = moment;
  }

  /** Notes when the head of an answer came, and what it said. */
  public void answered(int answer, long moment) {
    status = answer;
    headAt = moment;
  }

  /** Notes why and when it came to nothing; the first cause stays. */
  public void failed(FailureReason reason, long moment) {
    if (endAt == 0) {
      failure = reason;
      endAt = moment;
    }
  }

  /** Notes that its answer was dropped for another attempt. */
  public void dropped(long moment) {
    endAt = moment;
  }

  /** Notes that another attempt was answered first. */
  public void lost(long moment) {
    lost = true;
    endAt = moment;
  }

  /** Gives it the number of its span in the exchange's trace. */
  public void span(long id) {
    span = id;
  }

  public String pool() {
    return pool;
  }

  public String backend() {
    return backend;
  }

  /** True if it was made beside another one. */
  public boolean hedge() {
    return hedge;
  }

  public long begunAt() {
    return begunAt;
  }

  public long acquiredAt() {
    return acquiredAt;
  }

  public long connecting() {
    return connecting;
  }

  public long sentAt() {
    return sentAt;
  }

  public long headAt() {
    return headAt;
  }

  /** When it came to nothing; 0 for the one whose answer went to the client. */
  public long endAt() {
    return endAt;
  }

  /** The status it was answered with; 0 if it was not. */
  public int status() {
    return status;
  }

  /** True if another attempt was answered first. */
  public boolean isLost() {
    return lost;
  }

  /** Why it failed; null if it did not. */
  public @Nullable FailureReason failure() {
    return failure;
  }

  /** The number of its span; 0 if it has none. */
  public long span() {
    return span;
  }
}
