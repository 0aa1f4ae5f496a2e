package dev.gatehouse.server.overview;

import dev.gatehouse.server.telemetry.Totals;

/**
 * What happened between two readings.
 *
 * @param millis how long it was
 * @param totals of the requests that ended in it
 * @param accepted connections
 * @param end how it was in the end
 */
record Interval(double millis, Totals totals, long accepted, Reading end) {
  private static final double NANOS_PER_MILLI = 1e6;

  static Interval of(Reading begin, Reading end) {
    return new Interval(
        (end.nanos() - begin.nanos()) / NANOS_PER_MILLI,
        end.totals().since(begin.totals()),
        end.connections().accepted() - begin.connections().accepted(),
        end);
  }
}
