package dev.gatehouse.core.forward;

import org.jspecify.annotations.Nullable;

/** How long to wait before an attempt, as pure functions. */
final class Backoff {
  /** The backend wants to be left alone for longer than is worth waiting. */
  static final long TOO_LONG = -1;

  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST = 25_000_000L;
  private static final long LAST = 250_000_000L;
  private static final int UNAVAILABLE = 503;

  private Backoff() {}

  /**
   * The pause before the next attempt, in nanoseconds: none on the way to a backend that has done
   * nothing wrong, unless the answer was that there is too much to do.
   *
   * @param retry how many retries the request has had, from 0
   * @param status that of the answer that is tried again after; 0 if there was none
   * @param same whether the next backend is the one that has just failed
   * @param retryAfter what {@link #retryAfter} said
   * @param random any number
   */
  static long nanos(int retry, int status, boolean same, long retryAfter, long random) {
    if (!same && status != UNAVAILABLE) {
      return 0;
    }
    if (same && retryAfter > SECOND) {
      return TOO_LONG;
    }
    long step = Math.min(FIRST << Math.min(retry, 8), LAST);
    long jittered = step / 2 + Math.floorMod(random, step / 2 + 1);
    return same ? jittered + retryAfter : jittered;
  }

  /** What Retry-After asks for, in nanoseconds: 0 without it; the most there is for a date. */
  static long retryAfter(@Nullable String field) {
    if (field == null) {
      return 0;
    }
    if (field.isEmpty()
        || field.length() > 6
        || !field.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.MAX_VALUE;
    }
    return Integer.parseInt(field) * SECOND;
  }
}
