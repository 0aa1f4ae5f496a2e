package dev.gatehouse.core.transport.http2;

/**
 * How often a client may do something that costs it next to nothing and the proxy some work: so
 * many times per stretch of time, and more as it does what it is here for.
 *
 * <p>A stretch begins anew when the one before is over: with nothing spent, and with what was
 * earned last, as far as it is not more than what is allowed anyway.
 */
final class Allowance {
  /** The stretch that all allowances are for. */
  static final long NANOS = 30_000_000_000L;

  private final long base;
  private long since;
  private long spent;
  private long earned;

  /**
   * @param base how many are allowed without having earned any
   * @param now the moment in nanoseconds at which the first stretch begins
   */
  Allowance(long base, long now) {
    this.base = base;
    this.since = now;
  }

  /** Counts one; says whether it is still allowed. */
  boolean spend(long now) {
    if (now - since >= NANOS) {
      since = now;
      spent = 0;
      earned = Math.min(earned, base);
    }
    return ++spent <= base + earned;
  }

  /** Allows {@code more} within the present stretch. */
  void earn(int more) {
    earned += more;
  }
}
