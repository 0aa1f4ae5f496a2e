package dev.gatehouse.core.pool;

import java.time.Duration;

/** When a name is looked up again. Pure functions. */
final class RefreshSchedule {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 6;

  private RefreshSchedule() {}

  /**
   * The time to use an answer that holds for {@code lifetime}: no longer than {@code ceiling}, no
   * less than {@code floor}.
   */
  static Duration afterAnswer(Duration lifetime, Duration floor, Duration ceiling) {
    return max(floor, min(lifetime, ceiling));
  }

  /**
   * The time to wait after {@code failures} in a row: doubled from 500 ms to 30 s, so that a name
   * server in trouble is not asked ever more.
   *
   * @param failures at least 1
   */
  static Duration afterFailure(int failures) {
    return min(FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS)), LAST_RETRY);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
