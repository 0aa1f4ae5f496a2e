package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.forward.Hedging;
import dev.gatehouse.core.forward.RetryCause;
import dev.gatehouse.core.forward.RetryDecision;
import dev.gatehouse.core.forward.RetryObserver;
import io.prometheus.metrics.model.snapshots.Labels;

/** What one route decided about trying again. Allocates nothing. */
final class RetryCounters implements RetryObserver {
  private static final RetryCause[] CAUSES = RetryCause.values();
  private static final RetryDecision[] DECISIONS = RetryDecision.values();
  private static final Hedging[] HEDGES = Hedging.values();
  private static final int HEDGED = CAUSES.length * DECISIONS.length;

  private final Labels labels;
  private final LoopCounters counters;

  RetryCounters(String route, int loops) {
    labels = Labels.of("route", route);
    counters = new LoopCounters(loops, HEDGED + HEDGES.length);
  }

  @Override
  public void decided(int loop, RetryCause why, RetryDecision outcome) {
    counters.add(loop, cell(why, outcome), 1);
  }

  @Override
  public void hedged(int loop, Hedging what) {
    counters.add(loop, HEDGED + what.ordinal(), 1);
  }

  private static int cell(RetryCause why, RetryDecision outcome) {
    return why.ordinal() * DECISIONS.length + outcome.ordinal();
  }

  /** True for what is there from the start, so that its first increase is seen as one. */
  private static boolean isUsual(RetryCause why, RetryDecision outcome) {
    return outcome == RetryDecision.ANOTHER_BACKEND
        && (why == RetryCause.CONNECT || why == RetryCause.RESET);
  }

  /** The families of all routes. */
  static void collect(Iterable<RetryCounters> routes, Families into) {
    Families.Counter retries =
        into.counter(
            "gatehouse_retries",
            "Attempts that failed, or whose answer asked for another, and what followed.");
    Families.Counter hedges =
        into.counter("gatehouse_hedges", "Attempts beside slow ones, and what came of them.");
    for (RetryCounters each : routes) {
      for (RetryCause why : CAUSES) {
        Labels labels = each.labels.add("why", why.code());
        for (RetryDecision outcome : DECISIONS) {
          long count = each.counters.sum(cell(why, outcome));
          if (count > 0 || isUsual(why, outcome)) {
            retries.add(labels.add("outcome", outcome.code()), count);
          }
        }
      }
      for (Hedging what : HEDGES) {
        long count = each.counters.sum(HEDGED + what.ordinal());
        if (count > 0 || what == Hedging.SENT) {
          hedges.add(each.labels.add("outcome", what.code()), count);
        }
      }
    }
  }
}
