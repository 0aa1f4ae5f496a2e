package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.http.TraceParent;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For each bucket of a histogram the last trace that was counted there: what OpenMetrics calls
 * exemplars.
 *
 * <p>An event loop writes cells of its own; any thread may read.
 */
final class TraceExamples {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Example[].class);
  private static final double NANOS_PER_SECOND = 1e9;

  private record Example(TraceParent span, long nanos, long millis) {}

  private final int buckets;
  private final @Nullable Example[] cells;

  TraceExamples(int loops, int buckets) {
    this.buckets = buckets;
    this.cells = new @Nullable Example[loops * buckets];
  }

  /** Takes {@code trace} as the example of a bucket; called on {@code loop} only. */
  void record(int loop, int bucket, Trace trace, long nanos, long millis) {
    CELL.setRelease(cells, loop * buckets + bucket, new Example(trace.span(), nanos, millis));
  }

  /** The latest of each bucket, over all loops. */
  Exemplars snapshot() {
    List<Exemplar> all = new ArrayList<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      Example latest = null;
      for (int at = bucket; at < cells.length; at += buckets) {
        Example each = (Example) CELL.getAcquire(cells, at);
        latest = each == null || (latest != null && latest.millis >= each.millis) ? latest : each;
      }
      if (latest != null) {
        all.add(
            Exemplar.builder()
                .value(latest.nanos / NANOS_PER_SECOND)
                .traceId(latest.span.traceId())
                .spanId(latest.span.spanId())
                .timestampMillis(latest.millis)
                .build());
      }
    }
    return Exemplars.of(all);
  }
}
