package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A wall clock that stands still until it is moved; spans are measured as they are. */
final class MovedClock implements Clock {
  /** Not at the beginning of a second: dates in fields lose something, as they do in life. */
  private final AtomicLong now =
      new AtomicLong(Instant.parse("2026-03-01T12:00:00.400Z").toEpochMilli());

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return now.get();
  }

  void move(Duration span) {
    now.addAndGet(span.toMillis());
  }
}
