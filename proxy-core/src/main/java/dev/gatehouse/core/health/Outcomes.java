package dev.gatehouse.core.health;

import dev.gatehouse.core.failure.FailureReason;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How the requests to one backend have ended of late: how many in a row failed, and how many of how
 * many. Shared by all event loops; a success that follows a success writes nothing but a count.
 */
public final class Outcomes {
  private volatile PassiveHealthSettings settings;
  private final AtomicInteger row = new AtomicInteger();
  private final LongAdder ended = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean trial;

  public Outcomes(PassiveHealthSettings settings) {
    this.settings = settings;
  }

  /** Judges by other settings from now on. */
  public void judgeBy(PassiveHealthSettings now) {
    settings = now;
  }

  /** True if a failure for {@code reason} speaks against the backend. */
  public static boolean isFault(FailureReason reason) {
    return switch (reason) {
      case CONNECT_REFUSED,
          CONNECT_FAILED,
          CONNECT_TIMEOUT,
          BACKEND_TLS_FAILED,
          BACKEND_TLS_UNTRUSTED,
          BACKEND_CLOSED,
          BACKEND_RESET,
          BACKEND_INCOMPLETE,
          BACKEND_PROTOCOL,
          BACKEND_HEADERS_TOO_LARGE,
          FIRST_BYTE_TIMEOUT,
          BACKEND_IDLE,
          BACKEND_STALLED ->
          true;
      default -> false;
    };
  }

  /** True if an answer of {@code status} speaks against the backend. */
  public static boolean isFault(int status) {
    return status >= 502 && status <= 504;
  }

  /** A request ended well. */
  public void succeeded() {
    if (settings.failureRate().hundredths() > 0) {
      ended.increment();
    }
    if (row.get() != 0) {
      row.set(0);
    }
    if (trial) {
      trial = false;
    }
  }

  /** A request failed; true if that is the last of as many in a row as eject. */
  public boolean failed() {
    if (settings.failureRate().hundredths() > 0) {
      ended.increment();
      failed.increment();
    }
    trial = false;
    int limit = settings.consecutiveFailures();
    return limit > 0 && row.incrementAndGet() == limit;
  }

  /**
   * Says whether the rate of failures since the last call ejects, and begins a new stretch. For one
   * caller.
   */
  public boolean exceedsRate() {
    long all = ended.sumThenReset();
    long bad = failed.sumThenReset();
    return settings.failureRate().hundredths() > 0
        && all >= settings.minRequests()
        && bad >= settings.failureRate().part((double) all);
  }

  /** Forgets the row. */
  public void clear() {
    row.set(0);
  }

  /**
   * The backend is back from an ejection, on trial until its first request has ended: if that
   * fails, it takes no row of failures to eject it again.
   */
  public void tryAgain() {
    row.set(Math.max(0, settings.consecutiveFailures() - 1));
    trial = true;
  }

  /** True from {@link #tryAgain} until a request has ended. */
  public boolean onTrial() {
    return trial;
  }
}
