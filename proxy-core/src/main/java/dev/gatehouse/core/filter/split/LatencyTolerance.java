package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;

/**
 * How much slower than control a canary may be: one percentile of the time from the beginning of an
 * attempt to the head of its answer may be longer by a part of control's.
 *
 * @param percentile which, 50% to 99%
 * @param tolerance by which part of control's it may be longer
 * @param atLeast a difference below this never counts
 * @param warmUp how long times do not count at first: new processes are slow for a while
 */
@Doc("How much slower the canary may be, up to the head of its answers.")
public record LatencyTolerance(
    @Doc("Which percentile of the times is compared, 50% to 99%.") Percentage percentile,
    @Doc("By which part of control's it may be longer.") Percentage tolerance,
    @Doc("A difference below this never counts.") Duration atLeast,
    @Doc("How long times do not count at first: new processes are slow for a while.")
        Duration warmUp) {

  public LatencyTolerance() {
    this(Percentage.of(90), Percentage.of(50), Duration.ofMillis(10), Duration.ofSeconds(30));
  }

  public LatencyTolerance {
    Expect.that(
        percentile.hundredths() >= 5000 && percentile.hundredths() <= 9900,
        "percentile",
        percentile,
        "50% to 99%");
    Expect.positiveOrZero("at-least", atLeast);
    Expect.positiveOrZero("warm-up", warmUp);
  }
}
