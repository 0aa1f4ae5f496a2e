package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;

/**
 * How long a client's connection is waited for: for the next request, for the rest of a head (an
 * absolute bound), for content that is wanted, for the client to read, and for it to close.
 */
final class ClientPatience extends Timed {
  private static final long LINGER_MILLIS = 2_000;

  private final Loop loop;
  private final ClientLimits limits;
  private final Http1ServerConnection connection;
  private FailureReason awaited = FailureReason.HEADER_TIMEOUT;
  private long write = NEVER;
  private long other = NEVER;

  ClientPatience(Loop loop, ClientLimits limits, Http1ServerConnection connection) {
    this.loop = loop;
    this.limits = limits;
    this.connection = connection;
  }

  void connected() {
    loop.deadlines().add(this);
    await(FailureReason.HEADER_TIMEOUT, limits.headerMillis());
  }

  /** A request's head is complete: from here on its route's time limits hold. */
  void headRead() {
    other = NEVER;
    deadline(write);
  }

  /** The connection waits for its next request. */
  void idle() {
    await(FailureReason.CLIENT_GONE, limits.keepAliveMillis());
  }

  /** The first bytes of a head are there, the rest is not. */
  void headBegun() {
    if (awaited == FailureReason.CLIENT_GONE && other != NEVER) {
      await(FailureReason.HEADER_TIMEOUT, limits.headerMillis());
    }
  }

  void contentWanted() {
    await(FailureReason.BODY_TIMEOUT, limits.bodyMillis());
  }

  void contentRead() {
    if (awaited == FailureReason.BODY_TIMEOUT) {
      contentDone();
    }
  }

  void contentDone() {
    other = NEVER;
    deadline(write);
  }

  void stalled(boolean waiting) {
    write = waiting ? loop.in(limits.writeMillis()) : NEVER;
    deadline(Math.min(write, other));
  }

  void answered() {
    write = NEVER;
    deadline(other);
  }

  void lingering() {
    await(FailureReason.CLIENT_STALLED, LINGER_MILLIS);
  }

  void over() {
    loop.deadlines().remove(this);
  }

  private void await(FailureReason what, long millis) {
    awaited = what;
    other = loop.in(millis);
    deadline(Math.min(write, other));
  }

  @Override
  protected void expired(long now) {
    boolean writing = write <= other;
    write = NEVER;
    other = NEVER;
    connection.timedOut(writing ? FailureReason.CLIENT_STALLED : awaited);
  }
}
