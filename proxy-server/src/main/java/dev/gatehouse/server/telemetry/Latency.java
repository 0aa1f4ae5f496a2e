package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Trace;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of durations in a stretch of {@link LoopCounters}: from 100 µs to a minute in about
 * two steps per power of ten, and the sum.
 */
final class Latency {
  private static final double[] SECONDS = {
    0.0001,
    0.00025,
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    30,
    60,
    Double.POSITIVE_INFINITY
  };
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long[] NANOS = new long[SECONDS.length];

  /** How many cells it takes. */
  static final int CELLS = SECONDS.length + 1;

  static {
    for (int i = 0; i < NANOS.length; i++) {
      NANOS[i] = Math.round(SECONDS[i] * NANOS_PER_SECOND); // infinity becomes the longest long
    }
  }

  private final LoopCounters counters;
  private final int from;
  private final @Nullable TraceExamples examples;

  /** Uses the cells {@code [from, from + CELLS)}. */
  Latency(LoopCounters counters, int from) {
    this(counters, from, null);
  }

  /** The same, with traces to show for its buckets. */
  Latency(LoopCounters counters, int from, @Nullable TraceExamples examples) {
    this.counters = counters;
    this.from = from;
    this.examples = examples;
  }

  /** Traces to show for the buckets of one that is counted on so many loops. */
  static TraceExamples examples(int loops) {
    return new TraceExamples(loops, SECONDS.length);
  }

  /** Counts the duration of {@code exchange}, which has ended; called on its loop. */
  void record(Exchange exchange) {
    int loop = exchange.loop().index();
    long nanos = exchange.between(Mark.HEAD, Mark.END);
    int bucket = record(loop, nanos);
    Trace trace = exchange.trace();
    if (trace != null && trace.sampled() && examples != null) {
      examples.record(loop, bucket, trace, nanos, exchange.loop().clock().epochMillis());
    }
  }

  /** Counts one duration; called on {@code loop} only. Returns its bucket. */
  int record(int loop, long nanos) {
    int bucket = 0;
    while (nanos > NANOS[bucket]) {
      bucket++;
    }
    counters.add(loop, from + bucket, 1);
    counters.add(loop, from + SECONDS.length, nanos);
    return bucket;
  }

  /**
   * The duration in seconds that the part {@code share} of those counted did not exceed, about: as
   * if they lay evenly within their step. 0 if nothing was counted.
   *
   * @param counts of durations, those of this class from cell {@code from} on
   * @param share 0 to 1
   */
  static double quantile(long[] counts, int from, double share) {
    long all = 0;
    for (int i = 0; i < SECONDS.length; i++) {
      all += counts[from + i];
    }
    double rank = share * all;
    double below = 0;
    for (int i = 0; i < SECONDS.length - 1; i++) {
      long here = counts[from + i];
      if (here > 0 && below + here >= rank) {
        double least = i == 0 ? 0 : SECONDS[i - 1];
        return least + (SECONDS[i] - least) * Math.max(0, rank - below) / here;
      }
      below += here;
    }
    return all == 0 ? 0 : SECONDS[SECONDS.length - 2]; // longer than any step: at least this
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    long[] counts = new long[SECONDS.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = counters.sum(from + i);
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(ClassicHistogramBuckets.of(SECONDS, counts))
        .exemplars(examples == null ? Exemplars.EMPTY : examples.snapshot())
        .sum(counters.sum(from + SECONDS.length) / NANOS_PER_SECOND)
        .build();
  }
}
