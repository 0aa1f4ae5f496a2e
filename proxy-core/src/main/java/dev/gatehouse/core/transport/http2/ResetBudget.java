package dev.gatehouse.core.transport.http2;

/**
 * How many streams a client may have reset, by itself or by what it sends, per stretch of time:
 * opening and resetting streams costs it next to nothing and the proxy a request each.
 */
final class ResetBudget {
  private static final int RESETS = 200;
  private static final long NANOS = 30_000_000_000L;

  private long since;
  private int spent;

  ResetBudget(long now) {
    since = now;
  }

  /** Counts a reset; says whether it is within the budget. */
  boolean spend(long now) {
    if (now - since >= NANOS) {
      since = now;
      spent = 0;
    }
    return ++spent <= RESETS;
  }
}
