package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.BackendState;
import dev.gatehouse.core.pool.PoolState;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How pools and backends stand, and what bounds their requests, anew for each scrape. */
final class PoolStandings {
  private PoolStandings() {}

  static void collect(Map<String, PoolState> pools, Families into) {
    addresses(
        pools,
        "standing",
        BackendState::standing,
        into.gauge("gatehouse_backend_addresses", "Addresses of a backend, by how they stand."));
    addresses(
        pools,
        "circuit",
        BackendState::circuit,
        into.gauge(
            "gatehouse_backend_circuits",
            "Addresses of a backend, by the state of their circuit breakers."));
    requests(pools, into);
    bounds(pools, into);
  }

  /** Those of one configured backend are added up. */
  private static void addresses(
      Map<String, PoolState> pools,
      String label,
      Function<BackendState, String> word,
      Families.Gauge family) {
    Names names = new Names();
    pools.forEach((pool, state) -> {
      Map<String, Map<String, Integer>> counts = new TreeMap<>();
      for (BackendState each : state.backends()) {
        counts
            .computeIfAbsent(each.backend(), _ -> new TreeMap<>())
            .merge(word.apply(each), 1, Integer::sum);
      }
      counts.forEach((backend, byWord) -> {
        Labels labels = names.of("pool", pool, "backend", backend);
        byWord.forEach((found, count) -> family.add(labels.add(label, found), count));
      });
    });
  }

  private static void requests(Map<String, PoolState> pools, Families into) {
    Families.Gauge active =
        into.gauge("gatehouse_backend_requests", "Requests that a backend has now.");
    Names names = new Names();
    pools.forEach((pool, state) -> {
      Map<String, Integer> counts = new TreeMap<>();
      for (BackendState each : state.backends()) {
        counts.merge(each.backend(), each.active(), Integer::sum);
      }
      counts.forEach(
          (backend, count) -> active.add(names.of("pool", pool, "backend", backend), count));
    });
  }

  private static void bounds(Map<String, PoolState> pools, Families into) {
    Families.Gauge active =
        into.gauge("gatehouse_pool_requests", "Requests that a pool has under way now.");
    Families.Gauge limit =
        into.gauge("gatehouse_pool_limit", "Requests that a pool may have under way.");
    Families.Gauge waiting =
        into.gauge("gatehouse_pool_waiting", "Requests that wait for their turn now.");
    Families.Counter waits =
        into.counter("gatehouse_pool_waits", "Requests that had to wait for their turn.");
    Families.Counter waitTimes =
        into.counter("gatehouse_pool_wait_seconds", "Time requests waited for their turn.");
    Families.Counter refused =
        into.counter("gatehouse_pool_refused", "Requests that got no turn, by reason.");
    Names names = new Names();
    pools.forEach((pool, state) -> {
      Labels labels = names.of("pool", pool);
      active.add(labels, state.active());
      waiting.add(labels, state.waiting());
      waits.add(labels, state.waited());
      waitTimes.addNanos(labels, state.waitNanos());
      refused.add(labels.add("reason", FailureReason.CONCURRENCY_FULL.code()), state.refusedFull());
      refused.add(
          labels.add("reason", FailureReason.CONCURRENCY_TIMEOUT.code()), state.refusedLate());
      if (state.limit() > 0) {
        limit.add(labels, state.limit());
      }
    });
  }
}
