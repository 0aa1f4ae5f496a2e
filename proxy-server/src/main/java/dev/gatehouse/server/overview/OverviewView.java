package dev.gatehouse.server.overview;

import dev.gatehouse.server.telemetry.Totals;
import java.util.List;
import java.util.Map;

/**
 * What the admin API says of how things are and how they came to be so.
 *
 * @param now how it is
 * @param lastMinute what happened in the last minute, or since the start if that is shorter
 * @param sinceStart all requests, by nobody's route or one that is gone as well
 * @param series seconds of the last ten minutes
 */
public record OverviewView(Now now, Recent lastMinute, Sums sinceStart, Series series) {
  private static final int MINUTE = 60;
  private static final double MILLIS_PER_SECOND = 1000;

  /**
   * How it is.
   *
   * @param version of Gatehouse
   * @param uptime in seconds
   * @param ready false before it serves and while it drains
   * @param underWay requests at backends, with those that wait for one
   * @param connections of clients
   * @param memory bytes that buffers hold, and may hold
   * @param heap bytes of the heap in use, and that may be
   */
  public record Now(
      String version,
      double uptime,
      boolean ready,
      long underWay,
      long connections,
      Room memory,
      Room heap) {}

  /** Bytes in use, and the most there may be. */
  public record Room(long used, long limit) {}

  /**
   * What happened in a span of time.
   *
   * @param seconds how long it was
   * @param p50 what half of the requests took at most, in seconds, about; likewise the others
   */
  record Recent(double seconds, Sums sums, double p50, double p90, double p99) {}

  /**
   * Requests that ended.
   *
   * @param failed those that failed for reasons of Gatehouse
   * @param reasons the same by the code of the reason, the most frequent first
   * @param received bytes of content from clients
   * @param sent bytes of content to clients
   */
  record Sums(
      long requests,
      long serverErrors,
      long failed,
      Map<String, Long> reasons,
      long received,
      long sent) {
    static Sums of(Totals totals) {
      return new Sums(
          totals.requests(),
          totals.withStatus(5),
          totals.failures(),
          totals.failuresByReason(),
          totals.received(),
          totals.sent());
    }
  }

  /**
   * The view of what was read.
   *
   * @param readings at least one, the oldest first
   * @param after the number of the last reading that whoever asks has already; one that there was
   *     not yet is of a process before this one
   */
  public static OverviewView of(Now now, List<Reading> readings, long after) {
    Reading last = readings.getLast();
    long known = after > last.number() ? -1 : after;
    Reading minuteAgo = readings.get(Math.max(0, readings.size() - 1 - MINUTE));
    Interval minute = Interval.of(minuteAgo, last);
    Recent recent =
        new Recent(
            minute.millis() / MILLIS_PER_SECOND,
            Sums.of(minute.totals()),
            minute.totals().quantile(0.5),
            minute.totals().quantile(0.9),
            minute.totals().quantile(0.99));
    return new OverviewView(now, recent, Sums.of(last.totals()), Series.of(readings, known));
  }
}
