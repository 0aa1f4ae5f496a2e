package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import java.util.List;

/**
 * When a canary loses its share by itself.
 *
 * @param control the pool it is compared with; empty: the one with the largest weight
 * @param canary the pool that may lose its share; empty: the one with the smallest weight
 * @param minRequests as many requests must either pool have had before anything is concluded
 * @param watch what is compared
 * @param errorRate how many more of its requests may fail, in percentage points
 * @param latency how much slower it may be
 */
@Doc("When the canary loses its share by itself: when it is worse than control beyond chance.")
public record RollbackSettings(
    @Doc("The pool to compare with; absent: the one with the largest weight.") String control,
    @Doc("The pool that may lose its share; absent: the one with the smallest weight.")
        String canary,
    @Doc("As many requests must either have had before anything is concluded.") int minRequests,
    @Doc("What is compared.") List<Sign> watch,
    @Doc("How many more of the canary's requests may fail than of control's, in points.")
        Percentage errorRate,
    @Doc("How much slower the canary may be.") LatencyTolerance latency) {

  /** Something by which a canary can be worse. */
  public enum Sign implements Choice {
    /** More of its requests fail. */
    ERROR_RATE,
    /** It takes longer. */
    LATENCY
  }

  public RollbackSettings() {
    this(
        "",
        "",
        100,
        List.of(Sign.ERROR_RATE, Sign.LATENCY),
        Percentage.of(1),
        new LatencyTolerance());
  }

  public RollbackSettings {
    watch = List.copyOf(watch);
    Expect.within("min-requests", minRequests, 10, 1_000_000);
    Expect.that(!watch.isEmpty(), "watch", "[]", "error-rate, latency, or both");
  }
}
