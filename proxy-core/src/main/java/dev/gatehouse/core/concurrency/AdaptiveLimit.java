package dev.gatehouse.core.concurrency;

/**
 * A bound on concurrency that finds itself, window by window: it compares how long requests take
 * with how long they take when nothing waits inside the backends, and gives way when the difference
 * grows, with room for a queue of the bound's square root (after Netflix's gradient).
 *
 * <p>What requests take without a queue, the base, is followed down at once, and up slowly while
 * the bound does not press. While it presses, nobody can tell a queue from requests that have
 * become heavier, so now and then half the bound is tried: what the latency is then is the base.
 *
 * <p>Deterministic, without a clock. Confined to whoever closes the windows.
 */
public final class AdaptiveLimit {
  /** So much longer than the base may requests take before the bound falls. */
  private static final double TOLERANCE = 1.5;

  private static final double STEEPEST = 0.5;
  private static final double SMOOTHING = 0.4;
  private static final double BASE_DOWN = 0.25;
  private static final double BASE_UP = 0.05;

  /** Windows under pressure after which half the bound is tried: soon at first, later rarely. */
  private static final int FIRST_TRIAL = 10;

  private static final int LAST_TRIAL = 120;

  /** Windows in which the bound fell, in a row, after which it is tried at once. */
  private static final int FALLS = 6;

  /** The first windows of a trial still have the requests from before it. */
  private static final int TRIAL_WINDOWS = 3;

  /** A trial that finds at least this part of the latency before it has found heavier requests. */
  private static final double HEAVIER = 0.75;

  /** Where half the bound brings the latency down to so little, half of it still was a queue. */
  private static final double QUEUED = 0.53;

  private static final double FIRST = 10;

  private final AdaptiveSettings settings;
  private double limit;
  private double base;
  private boolean rising = true;
  private int untilTrial = FIRST_TRIAL;
  private int pressed;
  private int falls;
  private double beforeFalls;
  private int trial;
  private double beforeTrial;
  private double latencyBeforeTrial;

  public AdaptiveLimit(AdaptiveSettings settings) {
    this.settings = settings;
    this.limit = within(FIRST);
  }

  /** The bound now. */
  public int limit() {
    return (int) limit;
  }

  /** What requests take when nothing waits for them, in nanoseconds, as last seen; 0: unknown. */
  public long base() {
    return (long) base;
  }

  /**
   * Takes in a window that had requests enough to tell.
   *
   * @param latency the mean latency of its answers in nanoseconds, above 0
   * @param presses whether the bound is felt: requests waited or were refused, or it is half used
   */
  public void window(double latency, boolean presses) {
    if (base == 0) {
      base = latency;
    }
    if (trial > 0) {
      tryOn(latency);
      return;
    }
    if (latency
        < base) { // while it rises, the first answers of all are forgotten at once: cold ones
      base = rising ? latency : base + (latency - base) * BASE_DOWN;
    }
    if (!presses) {
      base += (latency - base) * BASE_UP;
      falls = 0;
      return;
    }
    adapt(latency);
    pressed += rising ? 0 : 1;
    if (pressed >= untilTrial || falls >= FALLS) {
      beginTrial(latency);
    }
  }

  private void adapt(double latency) {
    double gradient = Math.clamp(TOLERANCE * base / latency, STEEPEST, 1);
    double wanted = limit * gradient + Math.sqrt(limit);
    if (gradient < 1) {
      rising = false;
    }
    double next = rising ? limit * TOLERANCE : limit + (wanted - limit) * SMOOTHING;
    if (next < limit - 0.5) {
      beforeFalls = falls == 0 ? limit : beforeFalls;
      falls++;
    } else {
      falls = 0;
    }
    limit = within(next);
  }

  private void beginTrial(double latency) {
    beforeTrial = falls >= FALLS ? beforeFalls : limit;
    latencyBeforeTrial = latency;
    limit = within(limit / 2);
    trial = TRIAL_WINDOWS;
    pressed = 0;
    falls = 0;
  }

  private void tryOn(double latency) {
    if (--trial > 0) {
      return;
    }
    base = latency;
    untilTrial = Math.min(untilTrial * 2, LAST_TRIAL);
    if (latency >= latencyBeforeTrial * HEAVIER) {
      limit = within(beforeTrial); // heavier requests are no reason to take fewer
    } else if (latency > latencyBeforeTrial * QUEUED) {
      limit = within(limit * 2); // there was a queue, and now the base is known to find its end
    } else {
      pressed = untilTrial - FALLS; // it is far too much: half of it, and soon half of that
    }
  }

  private double within(double wanted) {
    return Math.clamp(wanted, settings.min(), settings.max());
  }
}
