package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.failure.FailureReason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;

/**
 * What requests come to that ended until a moment, or between two. Of all routes together, also of
 * those that are gone. Immutable.
 */
public final class Totals {
  private final long[] cells;

  /** Takes over {@code cells}, in the order of {@link RouteObserver}. */
  Totals(long[] cells) {
    this.cells = cells;
  }

  /** What came after {@code earlier}. */
  public Totals since(Totals earlier) {
    long[] difference = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      difference[i] = Math.max(0, cells[i] - earlier.cells[i]);
    }
    return new Totals(difference);
  }

  /** All of them. */
  public long requests() {
    return sum(RouteObserver.STATUS, StatusClass.COUNT);
  }

  /**
   * Those with one class of status.
   *
   * @param first the first digit of the status; 0: those that got no answer
   */
  public long withStatus(int first) {
    return cells[RouteObserver.STATUS + first];
  }

  /** Those that failed, for reasons of Gatehouse. */
  public long failures() {
    return sum(RouteObserver.FAILURES, FailureReason.values().length);
  }

  /** Those that failed by the code of the reason, the most frequent first; without zeros. */
  public Map<String, Long> failuresByReason() {
    Map<String, Long> counts = new TreeMap<>();
    for (FailureReason reason : FailureReason.values()) {
      long count = cells[RouteObserver.FAILURES + reason.ordinal()];
      if (count > 0) {
        counts.put(reason.code(), count);
      }
    }
    Map<String, Long> ordered = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }

  /** Bytes of content from clients. */
  public long received() {
    return cells[RouteObserver.BYTES_IN];
  }

  /** Bytes of content to clients. */
  public long sent() {
    return cells[RouteObserver.BYTES_OUT];
  }

  /**
   * The time in seconds that the part {@code share} of the requests did not exceed, about; 0 if
   * there were none.
   */
  public double quantile(double share) {
    return Latency.quantile(cells, RouteObserver.DURATION, share);
  }

  private long sum(int from, int count) {
    long sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += cells[i];
    }
    return sum;
  }
}
