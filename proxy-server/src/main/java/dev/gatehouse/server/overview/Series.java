package dev.gatehouse.server.overview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What happened between each reading and the next, as columns of one length: the form that is short
 * in JSON and quick to draw.
 *
 * <p>{@code millis} is how long each interval was. {@code none}, {@code 1xx} to {@code 5xx} and
 * {@code failed} count requests: without an answer, by status, and those that failed for reasons of
 * Gatehouse. {@code received} and {@code sent} are bytes of content. {@code p50}, {@code p90} and
 * {@code p99} are what that part of the requests took at most, about, in seconds; 0 where there
 * were none. {@code accepted} counts connections; {@code connections} are those open in the end,
 * {@code memory} and {@code heap} the bytes in use then, {@code cpu} the part of all cores, 0 to 1.
 *
 * @param from the number of the reading that the first interval ends with
 * @param columns by name
 */
public record Series(long from, Map<String, List<Number>> columns) {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final Map<String, Function<Interval, Number>> COLUMNS = columnsByName();

  /**
   * The intervals that end after the reading with the number {@code after}.
   *
   * @param readings the oldest first
   */
  static Series of(List<Reading> readings, long after) {
    List<Interval> intervals = new ArrayList<>();
    for (int i = 1; i < readings.size(); i++) {
      if (readings.get(i).number() > after) {
        intervals.add(Interval.of(readings.get(i - 1), readings.get(i)));
      }
    }
    long from = intervals.isEmpty() ? after + 1 : intervals.getFirst().end().number();
    Map<String, List<Number>> columns = new LinkedHashMap<>();
    COLUMNS.forEach((name, value) -> columns.put(name, intervals.stream().map(value).toList()));
    return new Series(from, columns);
  }

  private static Map<String, Function<Interval, Number>> columnsByName() {
    Map<String, Function<Interval, Number>> columns = new LinkedHashMap<>();
    columns.put("millis", each -> Math.round(each.millis()));
    columns.put("none", each -> each.totals().withStatus(0));
    for (int i = 1; i <= 5; i++) {
      int first = i;
      columns.put(first + "xx", each -> each.totals().withStatus(first));
    }
    columns.put("failed", each -> each.totals().failures());
    columns.put("received", each -> each.totals().received());
    columns.put("sent", each -> each.totals().sent());
    columns.put("p50", each -> toMicros(each.totals().quantile(0.5)));
    columns.put("p90", each -> toMicros(each.totals().quantile(0.9)));
    columns.put("p99", each -> toMicros(each.totals().quantile(0.99)));
    columns.put("accepted", Interval::accepted);
    columns.put("connections", each -> each.end().connections().open());
    columns.put("memory", each -> each.end().memory());
    columns.put("heap", each -> each.end().heap());
    columns.put("cpu", each -> toMicros(Math.max(0, each.end().cpu())));
    return columns;
  }

  /** The histogram's steps tell no more. */
  private static double toMicros(double seconds) {
    return Math.round(seconds * MICROS_PER_SECOND) / MICROS_PER_SECOND;
  }
}
