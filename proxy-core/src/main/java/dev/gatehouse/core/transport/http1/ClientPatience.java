package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;

/**
 * How long a client's connection is waited for: for the next request, for the rest of a head (an
 * absolute bound), for content that is wanted or in the way, for the client to read, and for it to
 * close.
 *
 * <p>Two deadlines run beside each other: one for what the client has to send, one for what it has
 * to take.
 */
final class ClientPatience extends Timed {
  private static final long LAST_CALL_MILLIS = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long LINGER_MILLIS = 2_000;

  /** How long a client that goes on sending is read, so that it gets to read the answer. */
  private static final long LINGER_MOST_MILLIS = 30_000;

  private final Loop loop;
  private final ClientLimits limits;
  private final Http1ServerConnection connection;
  private FailureReason awaited = FailureReason.HEADER_TIMEOUT;
  private long awaitedSince = NEVER;
  private long take = NEVER;
  private long send = NEVER;
  private long lingerEnd = NEVER;
  private long headBegunAt;
  private boolean first = true;
  private final ContentRate rate = new ContentRate();

  ClientPatience(Loop loop, ClientLimits limits, Http1ServerConnection connection) {
    this.loop = loop;
    this.limits = limits;
    this.connection = connection;
  }

  /** Sets when the first head began to be awaited, if that was before {@link #connected}. */
  void awaitedSince(long nanos) {
    awaitedSince = nanos;
  }

  void connected() {
    loop.deadlines().add(this);
    await(FailureReason.HEADER_TIMEOUT, limits.headerMillis());
    if (awaitedSince != NEVER) {
      send(awaitedSince + limits.headerMillis() * NANOS_PER_MILLI);
    }
  }

  /** A request's head is complete: from here on its route's time limits hold. */
  void headRead() {
    rate.begin();
    send(NEVER);
  }

  /** The connection waits for its next request. */
  void idle() {
    await(FailureReason.CLIENT_GONE, limits.keepAliveMillis());
  }

  /** The connection waits a moment for a request that was sent before its end could be known. */
  void lastCall() {
    await(FailureReason.CLIENT_GONE, LAST_CALL_MILLIS);
  }

  /** The first bytes of a head are there, the rest is not. */
  void headBegun() {
    headBegunAt = headBegunAt == 0 ? loop.clock().nanos() : headBegunAt;
    if (awaited == FailureReason.CLIENT_GONE) {
      await(FailureReason.HEADER_TIMEOUT, limits.headerMillis());
    }
  }

  /** Tells {@code begun}, whose head was read, how that came. */
  void arrived(Exchange begun) {
    if (first) {
      begun.opensConnection();
    }
    if (headBegunAt != 0) {
      begun.noted().headBegun(headBegunAt);
    }
    first = false;
    headBegunAt = 0;
  }

  void contentWanted() {
    rate.wanted(loop.clock().nanos());
    await(FailureReason.BODY_TIMEOUT, limits.bodyMillis());
  }

  /** Content arrived; false if it keeps arriving too slowly. */
  boolean contentRead(int bytes) {
    if (awaited == FailureReason.BODY_TIMEOUT) {
      send(NEVER);
    }
    rate.received(bytes, loop.clock().nanos());
    return !rate.below(limits.bodyMinRate(), limits.bodyMillis() * NANOS_PER_MILLI);
  }

  void contentDone() {
    send(NEVER);
  }

  /**
   * The request is answered, and content that nobody wants stands before the next one: an absolute
   * bound.
   */
  void contentInTheWay() {
    await(FailureReason.CLIENT_STALLED, limits.bodyMillis());
  }

  void stalled(boolean waiting) {
    take = waiting ? loop.in(limits.writeMillis()) : NEVER;
    deadline(Math.min(take, send));
  }

  void answered() {
    take = NEVER;
    deadline(send);
  }

  /** The client was told of the end, and has this long to close; longer while it sends. */
  void lingering() {
    take = NEVER;
    lingerEnd = loop.in(LINGER_MOST_MILLIS);
    await(FailureReason.CLIENT_STALLED, LINGER_MILLIS);
  }

  /** Something arrived that is dropped. */
  void dropped() {
    if (lingerEnd != NEVER) {
      send(Math.min(lingerEnd, loop.in(LINGER_MILLIS)));
    }
  }

  void over() {
    loop.deadlines().remove(this);
  }

  private void await(FailureReason what, long millis) {
    awaited = what;
    send(loop.in(millis));
  }

  private void send(long moment) {
    send = moment;
    deadline(Math.min(take, send));
  }

  @Override
  protected void expired(long now) {
    FailureReason reason;
    if (take <= send) {
      reason = FailureReason.CLIENT_STALLED;
      take = NEVER;
    } else {
      reason = awaited;
      send = NEVER;
    }
    deadline(Math.min(take, send));
    connection.timedOut(reason);
  }
}
