package dev.gatehouse.core.forward;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route knows about trying again: its rules, the budget that all its requests share
 * whichever pool they go to, and how slow is slow.
 *
 * <p>Shared by all event loops.
 */
public final class Retries {
  private final RetryRules rules;
  private final RetryBudget budget;
  private final RetryObserver observer;
  private final boolean counts;
  private final long hedgeMin;
  private final @Nullable HeadTimes times;

  public Retries(RetrySettings settings, RetryObserver observer) {
    HedgeSettings hedge = settings.hedge();
    this.rules = new RetryRules(settings);
    this.budget = new RetryBudget(settings.budget(), settings.minPerSecond());
    this.observer = observer;
    this.counts = settings.attempts() > 0 || hedge != null;
    this.hedgeMin = hedge == null ? 0 : hedge.min().toNanos();
    this.times = hedge == null ? null : new HeadTimes(hedge.percentile().hundredths());
  }

  /** None at all: each request is sent once, for what nobody waits for. */
  public static Retries none() {
    return new Retries(
        new RetrySettings(0, List.of(), Percentage.of(0), 0, Duration.ZERO, new ByteSize(0), null),
        RetryObserver.NONE);
  }

  RetryRules rules() {
    return rules;
  }

  RetryBudget budget() {
    return budget;
  }

  RetryObserver observer() {
    return observer;
  }

  /** A request of the route begins. */
  void begin(long now) {
    if (counts) {
      budget.request(now);
    }
  }

  /** How long answers take; null if the route does not hedge. */
  @Nullable HeadTimes times() {
    return times;
  }

  /** After how many nanoseconds an attempt is slow; {@link HeadTimes#UNKNOWN} if nobody knows. */
  long slow() {
    long known = times == null ? HeadTimes.UNKNOWN : times.percentile();
    return known == HeadTimes.UNKNOWN ? known : Math.max(known, hedgeMin);
  }
}
