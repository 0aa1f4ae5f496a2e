package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.pool.PoolStats;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;

/** The connections to each backend, added up over event loops anew for each scrape. */
final class PoolGauges {
  private record Key(String pool, String backend) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byPool = pool.compareTo(other.pool);
      return byPool != 0 ? byPool : backend.compareTo(other.backend);
    }
  }

  private static final class Sum {
    private int open;
    private int idle;
    private int waiting;
  }

  private PoolGauges() {}

  /** The families of all pools. */
  static void collect(Iterable<? extends PoolStats> pools, Families into) {
    Map<Key, Sum> sums = new TreeMap<>();
    for (PoolStats each : pools) {
      Sum sum = sums.computeIfAbsent(new Key(each.pool(), each.backend()), _ -> new Sum());
      sum.open += each.open();
      sum.idle += each.idle();
      sum.waiting += each.waiting();
    }
    Families.Gauge connections =
        into.gauge("gatehouse_backend_connections", "Open connections to a backend, by state.");
    Families.Gauge waiting =
        into.gauge("gatehouse_backend_waiting", "Requests that wait for a connection.");
    sums.forEach((key, sum) -> {
      Labels labels = Labels.of("pool", key.pool, "backend", key.backend);
      connections.add(labels.add("state", "idle"), sum.idle);
      connections.add(labels.add("state", "busy"), Math.max(0, sum.open - sum.idle));
      waiting.add(labels, sum.waiting);
    });
  }
}
