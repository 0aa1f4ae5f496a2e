package dev.gatehouse.core.forward;

/**
 * What a {@link RetryBudget} knows of the last seconds: how many requests there were and how many
 * were tried again, of which an eighth is forgotten with every second. A value, whose changes are
 * pure functions.
 *
 * @param since the moment up to which is forgotten what there is to forget, in nanoseconds
 * @param counted the route's requests, as counted until then
 * @param requests those of the seconds before, as far as not forgotten
 * @param retries those, and the ones since
 */
record BudgetWindow(long since, long counted, double requests, double retries) {
  /** How long a step of forgetting is. */
  static final long STEP = 1_000_000_000L;

  /** What a second leaves of what was counted before. */
  private static final double KEPT = 7.0 / 8;

  /** Where nothing changes, what is remembered is that of so many seconds. */
  static final int SECONDS = 8;

  /** A window into which nothing has come. */
  static BudgetWindow at(long now, long counted) {
    return new BudgetWindow(now, counted, 0, 0);
  }

  boolean isOld(long now) {
    return now - since >= STEP;
  }

  /** This window as it is at {@code now}, when {@code count} requests were counted. */
  BudgetWindow rolled(long now, long count) {
    if (!isOld(now)) {
      return this;
    }
    long steps = (now - since) / STEP;
    double kept = Math.pow(KEPT, (double) steps);
    double all = requests + (double) (count - counted);
    return new BudgetWindow(since + steps * STEP, count, all * kept, retries * kept);
  }

  /**
   * Says whether one more is within the budget.
   *
   * @param part how much of the requests may be tried again, 0 to 1
   * @param perSecond how many may be whatever that says
   */
  boolean hasRoom(long count, double part, int perSecond) {
    double share = part * (requests + (double) (count - counted));
    return retries + 1 <= Math.max(share, (double) perSecond * SECONDS);
  }

  BudgetWindow spent() {
    return new BudgetWindow(since, counted, requests, retries + 1);
  }
}
