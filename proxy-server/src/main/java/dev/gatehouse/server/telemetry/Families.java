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
import java.util.List;

/** The metric families of one scrape in the making. */
final class Families {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<MetricSnapshot.Builder<?>> families = new ArrayList<>();

  Counter counter(String name, String help) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    families.add(family);
    return new Counter(family);
  }

  Gauge gauge(String name, String help) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    families.add(family);
    return new Gauge(family);
  }

  Histogram histogram(String name, String help) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(name).help(help);
    families.add(family);
    return new Histogram(family);
  }

  /** Everything that was added; the families are in use no longer. */
  MetricSnapshots build() {
    List<MetricSnapshot> built = new ArrayList<>(families.size());
    for (MetricSnapshot.Builder<?> family : families) {
      built.add(family.build());
    }
    return new MetricSnapshots(built);
  }

  /** A family of counters; its name gets {@code _total} where the format wants that. */
  record Counter(CounterSnapshot.Builder family) {
    void add(Labels labels, long count) {
      put(labels, (double) count);
    }

    /** Adds a time as seconds. */
    void addNanos(Labels labels, long nanos) {
      put(labels, nanos / NANOS_PER_SECOND);
    }

    /** Adds {@code count} unless it is 0: for labels most of which never occur. */
    void addSeen(Labels labels, String name, String label, long count) {
      if (count > 0) {
        add(labels.add(name, label), count);
      }
    }

    private void put(Labels labels, double value) {
      family.dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build());
    }
  }

  /** A family of gauges. */
  record Gauge(GaugeSnapshot.Builder family) {
    void add(Labels labels, long count) {
      double value = (double) count;
      family.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }
  }

  /** A family of histograms. */
  record Histogram(HistogramSnapshot.Builder family) {
    void add(Labels labels, Latency latency) {
      family.dataPoint(latency.snapshot(labels));
    }
  }
}
