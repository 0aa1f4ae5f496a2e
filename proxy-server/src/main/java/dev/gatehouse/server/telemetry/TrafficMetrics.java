package dev.gatehouse.server.telemetry;

import dev.gatehouse.core.filter.mirror.Mirror;
import dev.gatehouse.core.filter.split.SplitState;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;

/** The families of splits and mirrors, made anew for each scrape. */
final class TrafficMetrics {
  private TrafficMetrics() {}

  static void collectSplits(List<SplitState> splits, Families into) {
    Families.Counter requests =
        into.counter("gatehouse_split_requests", "Requests given to a pool of a split, by why.");
    Families.Counter ignored =
        into.counter(
            "gatehouse_split_ignored_overrides",
            "Requests that named a pool which their split does not have.");
    Families.Gauge weights =
        into.gauge("gatehouse_split_weight", "The weight of a pool of a split now.");
    Families.Gauge rolledBack =
        into.gauge("gatehouse_split_rolled_back", "1 if the canary of a split has lost its share.");
    Names routes = new Names();
    Names names = new Names();
    for (SplitState split : splits) {
      for (SplitState.Pool pool : split.pools()) {
        Labels labels = names.of("route", split.route(), "pool", pool.pool());
        pool.requests().forEach((why, count) -> requests.addSeen(labels, "why", why, count));
        weights.add(labels, pool.weight());
      }
      ignored.add(routes.of("route", split.route()), split.ignoredOverrides());
      Labels canary = names.of("route", split.route(), "pool", split.canary());
      rolledBack.add(canary, split.rolledBack() == null ? 0 : 1);
    }
  }

  static void collectMirrors(List<Mirror.State> mirrors, Families into) {
    Families.Counter requests =
        into.counter(
            "gatehouse_mirror_requests", "Requests to be copied to a second pool, by result.");
    Families.Gauge pending =
        into.gauge("gatehouse_mirror_pending", "Copies that are under way now.");
    Names names = new Names();
    for (Mirror.State mirror : mirrors) {
      Labels labels = names.of("route", mirror.route(), "pool", mirror.pool());
      mirror
          .results()
          .forEach((result, count) -> requests.add(labels.add("result", result), count));
      pending.add(labels, mirror.pending());
    }
  }
}
