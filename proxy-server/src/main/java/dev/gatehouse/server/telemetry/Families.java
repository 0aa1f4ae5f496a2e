package dev.gatehouse.server.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The metric families of one scrape in the making. */
final class Families {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Supplier<MetricSnapshot>> families = new ArrayList<>();

  Counter counter(String name, String help) {
    Counter counter = new Counter(new LinkedHashMap<>());
    families.add(() -> {
      CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
      counter.values.forEach((labels, value) ->
          family.dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
      return family.build();
    });
    return counter;
  }

  Gauge gauge(String name, String help) {
    Gauge gauge = new Gauge(new LinkedHashMap<>());
    families.add(() -> {
      GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
      gauge.values.forEach((labels, value) ->
          family.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
      return family.build();
    });
    return gauge;
  }

  Histogram histogram(String name, String help) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(name).help(help);
    families.add(family::build);
    return new Histogram(family);
  }

  /** Everything that was added; the families are in use no longer. */
  MetricSnapshots build() {
    return new MetricSnapshots(families.stream().map(Supplier::get).toList());
  }

  /**
   * A family of counters; its name gets {@code _total} where the format wants that. What is added
   * for the same labels is added up.
   */
  record Counter(Map<Labels, Double> values) {
    void add(Labels labels, long count) {
      values.merge(labels, (double) count, Double::sum);
    }

    /** Adds a time as seconds. */
    void addNanos(Labels labels, long nanos) {
      values.merge(labels, nanos / NANOS_PER_SECOND, Double::sum);
    }

    /** Adds {@code count} unless it is 0: for labels most of which never occur. */
    void addSeen(Labels labels, String name, String label, long count) {
      if (count > 0) {
        add(labels.add(name, label), count);
      }
    }
  }

  /** A family of gauges. What is added for the same labels is added up. */
  record Gauge(Map<Labels, Double> values) {
    void add(Labels labels, long count) {
      values.merge(labels, (double) count, Double::sum);
    }

    /** Has the smaller of two values for the same labels. */
    void least(Labels labels, long value) {
      values.merge(labels, (double) value, Math::min);
    }

    /** Has the larger of two values for the same labels. */
    void most(Labels labels, long value) {
      values.merge(labels, (double) value, Math::max);
    }
  }

  /** A family of histograms. */
  record Histogram(HistogramSnapshot.Builder family) {
    void add(Labels labels, Latency latency) {
      family.dataPoint(latency.snapshot(labels));
    }
  }
}
