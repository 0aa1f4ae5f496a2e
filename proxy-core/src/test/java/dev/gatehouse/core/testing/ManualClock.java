package dev.gatehouse.core.testing;

import dev.gatehouse.core.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test turns it. */
public final class ManualClock implements Clock {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  // not zero: a mark of zero stands for "did not happen"
  private long nanos = 1_000_000_000L;
  private long epochNanosOffset;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return START.toEpochMilli() + epochNanosOffset / 1_000_000L;
  }

  /** Turns both times forward. */
  public void advance(Duration by) {
    nanos += by.toNanos();
    epochNanosOffset += by.toNanos();
  }
}
