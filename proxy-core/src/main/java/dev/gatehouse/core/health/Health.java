package dev.gatehouse.core.health;

import java.time.Duration;

/**
 * What is known of one backend: what the operator said, what its probes found, whether it is
 * ejected. The moments are nanoseconds of one clock.
 *
 * <p>Confined to the control plane's executor.
 */
public final class Health {
  /** What probes have found. */
  private enum Probed {
    /** Nothing yet, or nobody probes: innocent until proven. */
    UNKNOWN,
    PASSING,
    FAILING
  }

  /** While the verdict is changing, or there is none, the next probe comes so much sooner. */
  private static final int HASTE = 5;

  /** Ejections grow up to so many times the first. */
  private static final int LONGEST_EJECTION = 10;

  private final HealthSettings settings;
  private Switch operator = Switch.UP;
  private Probed probed = Probed.UNKNOWN;
  private int streak;
  private int ejections;
  private boolean ejected;
  private long ejectedAt;
  private long returnAt;
  private boolean warming;
  private long warmSince;

  public Health(HealthSettings settings) {
    this.settings = settings;
  }

  /** The same backend under other settings: what is known stays, as far as it still counts. */
  public Health under(HealthSettings now) {
    Health same = new Health(now);
    same.operator = operator;
    if (now.active() != null) {
      same.probed = probed; // without probes nobody could take back that they fail
      same.streak = streak;
    }
    same.ejections = ejections;
    same.ejected = ejected;
    same.ejectedAt = ejectedAt;
    same.returnAt = returnAt;
    same.warming = warming;
    same.warmSince = warmSince;
    return same;
  }

  /** How the backend stands at {@code now}. */
  public Standing standing(long now) {
    return switch (operator) {
      case DOWN -> Standing.DOWN;
      case DRAINING -> Standing.DRAINING;
      case UP ->
          probed == Probed.FAILING
              ? Standing.FAILING
              : ejected ? Standing.EJECTED : warmth(now) < 100 ? Standing.WARMING : Standing.UP;
    };
  }

  /**
   * True if it keeps the clients that are bound to it though it gets no others: the operator has it
   * drain, and nothing else speaks against it.
   */
  public boolean keepsItsOwn() {
    return operator == Switch.DRAINING && probed != Probed.FAILING && !ejected;
  }

  /** The part of its share that a backend gets which may be picked, in percent, 1 to 100. */
  public int warmth(long now) {
    long whole = settings.slowStart().toNanos();
    if (!warming || whole == 0 || now - warmSince >= whole) {
      return 100;
    }
    return (int) Math.max(1, (now - warmSince) * 100 / whole);
  }

  /** The operator's word. */
  public void set(Switch operator, long now) {
    if (this.operator == Switch.DOWN && operator == Switch.UP) {
      warmUp(now);
    }
    this.operator = operator;
  }

  public Switch operator() {
    return operator;
  }

  // ---- probes

  /** A probe came to its end. The first one decides; then it takes a row of them. */
  public void probed(boolean passed, long now) {
    ActiveHealthSettings active = active();
    boolean first = probed == Probed.UNKNOWN;
    boolean agrees = passed == (probed == Probed.PASSING);
    if (first) {
      probed = passed ? Probed.PASSING : Probed.FAILING;
      streak = 0;
    } else if (agrees) {
      streak = 0;
    } else if (++streak >= (passed ? active.rise() : active.fall())) {
      probed = passed ? Probed.PASSING : Probed.FAILING;
      streak = 0;
      if (passed) {
        ejected = false;
        warmUp(now);
      }
    }
  }

  /**
   * The time until the next probe.
   *
   * @param chance from 0 to 1, so that the probes of many do not come at once
   */
  public Duration untilProbe(double chance) {
    Duration interval = active().interval();
    Duration due = streak > 0 ? interval.dividedBy(HASTE) : interval;
    return due.plusNanos((long) (due.toNanos() * (chance - 0.5) / 5));
  }

  private ActiveHealthSettings active() {
    ActiveHealthSettings active = settings.active();
    if (active == null) {
      throw new IllegalStateException("active: null (expected: settings of the probes)");
    }
    return active;
  }

  // ---- ejection

  /** The backend has failed too many requests: it is ejected, longer each time. */
  public void eject(long now) {
    long base = settings.passive().eject().toNanos();
    if (ejections > 0 && now - returnAt > ejectedFor()) {
      ejections = 0; // it has worked for as long as it was away
    }
    ejections = Math.min(ejections + 1, LONGEST_EJECTION);
    ejected = true;
    ejectedAt = now;
    returnAt = now + base * ejections;
  }

  private long ejectedFor() {
    return returnAt - ejectedAt;
  }

  public boolean ejected() {
    return ejected;
  }

  /** When an ejected backend comes back. */
  public long returnAt() {
    return returnAt;
  }

  /** The ejection is over. */
  public void readmit(long now) {
    if (ejected) {
      ejected = false;
      warmUp(now);
    }
  }

  /** The backend is new to a pool that serves already: it begins with a part of its share. */
  public void join(long now) {
    warmUp(now);
  }

  private void warmUp(long now) {
    warming = true;
    warmSince = now;
  }

  /** True while its share still grows. */
  public boolean warming(long now) {
    return standing(now) == Standing.WARMING;
  }
}
