package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.time.Timed;

/**
 * The handler at the end of a route that has a pool: sends the exchange to one of the pool's
 * backends and answers with what comes back, by one {@link Attempts} per exchange.
 *
 * <p>Immutable and shared by all event loops.
 */
public final class Forwarder implements Handler {
  private final BackendPool pool;
  private final Upstreams upstreams;
  private final TimeLimits limits;
  private final HostPolicy host;
  private final Retries retries;

  /** Makes one whose requests are tried again as {@link RetrySettings} has it by default. */
  public Forwarder(
      BackendPool pool, Upstreams upstreams, TimeoutSettings timeouts, HostPolicy host) {
    this(pool, upstreams, timeouts, host, new Retries(new RetrySettings(), RetryObserver.NONE));
  }

  /**
   * Makes the end of a route.
   *
   * @param retries the route's, shared by all its pools
   */
  public Forwarder(
      BackendPool pool,
      Upstreams upstreams,
      TimeoutSettings timeouts,
      HostPolicy host,
      Retries retries) {
    this.pool = pool;
    this.upstreams = upstreams;
    this.limits = TimeLimits.of(timeouts);
    this.host = host;
    this.retries = retries;
  }

  @Override
  public void handle(Exchange exchange, Responder responder) {
    new Attempts(this, exchange, responder).begin();
  }

  BackendPool pool() {
    return pool;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  TimeLimits limits() {
    return limits;
  }

  HostPolicy host() {
    return host;
  }

  Retries retries() {
    return retries;
  }

  /** A route's time limits in nanoseconds; 0 for none. */
  record TimeLimits(long firstByte, long idle, long stream, long total, long tunnel) {
    /** When a request that begins at {@code now} is over in any case. */
    long end(long now) {
      return total == 0 ? Timed.NEVER : now + total;
    }

    static TimeLimits of(TimeoutSettings settings) {
      return new TimeLimits(
          settings.firstByte().toNanos(),
          settings.idle().toNanos(),
          settings.stream().toNanos(),
          settings.total().toNanos(),
          settings.tunnel().toNanos());
    }
  }
}
