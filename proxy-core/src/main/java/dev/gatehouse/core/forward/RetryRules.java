package dev.gatehouse.core.forward;

/** A route's {@link RetrySettings}, laid out for looking up. Immutable. */
final class RetryRules {
  private static final int FIRST_STATUS = 500;
  private static final int STATUSES = 100;

  private final int attempts;
  private final long perTry;
  private final long hold;
  private final boolean[] causes = new boolean[RetryCause.values().length];
  private final boolean[] statuses = new boolean[STATUSES];

  RetryRules(RetrySettings settings) {
    attempts = settings.attempts();
    perTry = settings.attempts() == 0 ? 0 : settings.perTry().toNanos();
    causes[RetryCause.TRY_TIMEOUT.ordinal()] = true; // who sets the one wants the other
    for (RetryCondition condition : settings.on()) {
      causes[condition.cause().ordinal()] = true;
      if (condition.cause() == RetryCause.STATUS) {
        statuses[condition.status() - FIRST_STATUS] = true;
      }
    }
    causes[RetryCause.STALE.ordinal()] = causes[RetryCause.RESET.ordinal()];
    boolean holds = attempts > 0 && causes[RetryCause.RESET.ordinal()];
    hold = holds ? settings.hold().bytes() : 0;
  }

  int attempts() {
    return attempts;
  }

  /** How long an attempt may take to the head of its answer, in nanoseconds; 0 for ever. */
  long perTry() {
    return perTry;
  }

  /**
   * Says whether an answer with content of {@code length}, which may be unknown, is held until that
   * is there.
   */
  boolean holds(long length) {
    return length != 0 && length <= hold && hold > 0;
  }

  /**
   * Says whether {@code cause} is one to try again after.
   *
   * @param status for {@link RetryCause#STATUS}
   */
  boolean isOn(RetryCause cause, int status) {
    return cause == RetryCause.STATUS ? isOn(status) : causes[cause.ordinal()];
  }

  /** Says whether an answer of {@code status} is one to try again after. */
  boolean isOn(int status) {
    int index = status - FIRST_STATUS;
    return index >= 0 && index < STATUSES && statuses[index];
  }
}
