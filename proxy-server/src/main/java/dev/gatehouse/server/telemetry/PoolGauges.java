package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.pool.SourceState;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

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

  /**
   * How it stands with what backends are learnt from.
   *
   * @param now nanoseconds of the clock by which they were asked
   */
  static void collectSources(Map<String, List<SourceState>> pools, long now, Families into) {
    Families.Counter failures =
        into.counter(
            "gatehouse_discovery_failures",
            "Names looked up and files of backends read without use.");
    Families.Gauge ages =
        into.gauge(
            "gatehouse_discovery_age_seconds",
            "Time since a name or a file of backends last gave a good answer.");
    Names names = new Names();
    pools.forEach((pool, states) -> {
      for (SourceState each : states) {
        Labels labels = names.of("pool", pool, "source", each.source());
        failures.add(labels, each.failures());
        Long at = each.goodAt();
        if (at != null) {
          ages.most(labels, TimeUnit.NANOSECONDS.toSeconds(now - at));
        }
      }
    });
  }

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
    Names names = new Names();
    sums.forEach((key, sum) -> {
      Labels labels = names.of("pool", key.pool, "backend", key.backend);
      connections.add(labels.add("state", "idle"), sum.idle);
      connections.add(labels.add("state", "busy"), Math.max(0, sum.open - sum.idle));
      waiting.add(labels, sum.waiting);
    });
  }
}
