package dev.gatehouse.core.concurrency;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of docs/overload.md: what the adaptive bound makes of several situations. */
public final class LimitSimulation {
  private LimitSimulation() {}

  /** Prints it; takes some seconds. */
  public static void main(String[] args) {
    System.out.println(
        "| workers | offered | bound | found | answered per second | refused | p50 | p99 |\n"
            + "| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (int workers : new int[] {4, 16, 64, 256}) {
      for (double load : new double[] {0.7, 1.3, 3}) {
        row(workers, load, null);
        row(workers, load, new AdaptiveLimit(new AdaptiveSettings()));
      }
    }
  }

  private static void row(int workers, double load, @Nullable AdaptiveLimit limit) {
    double rate = workers / 0.010 * load;
    SimulatedPool pool = new SimulatedPool(workers, now -> rate, now -> 0.010, 20, limit);
    pool.run(0, 120);
    pool.run(120, 240);
    System.out.printf(
        Locale.ROOT,
        "| %d | %.0f %% | %s | %s | %,.0f | %.1f %% | %,.0f ms | %,.0f ms |%n",
        workers,
        load * 100,
        limit == null ? "none" : "adaptive",
        limit == null ? "" : String.format(Locale.ROOT, "%.0f", pool.meanLimit()),
        pool.answered / 120.0,
        100.0 * pool.refused / pool.offered,
        pool.latency(0.5) * 1000,
        pool.latency(0.99) * 1000);
  }
}
