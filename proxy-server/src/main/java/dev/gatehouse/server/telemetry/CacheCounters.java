package dev.gatehouse.server.telemetry;

import dev.gatehouse.cache.filter.CacheObserver;
import dev.gatehouse.cache.filter.CacheResult;
import dev.gatehouse.cache.filter.Forward;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.exchange.Exchange;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the cache did for the requests of one route. Allocates nothing per request. */
final class CacheCounters implements CacheObserver {
  private static final CacheResult[] RESULTS = CacheResult.values();
  private static final Forward[] FORWARDS = Forward.values();
  private static final StoreDecision[] DECISIONS = StoreDecision.values();

  /** For each result, first those that did not go on, then each reason why one did. */
  private static final int ROW = FORWARDS.length + 1;

  private static final int DECIDED = RESULTS.length * ROW;

  private final String route;
  private final Labels labels;
  private final LoopCounters counters;

  CacheCounters(String route, int loops) {
    this.route = route;
    this.labels = Labels.of("route", route);
    this.counters = new LoopCounters(loops, DECIDED + DECISIONS.length);
  }

  @Override
  public void handled(Exchange exchange, CacheResult result, @Nullable Forward forward) {
    int reason = forward == null ? 0 : forward.ordinal() + 1;
    counters.add(exchange.loop().index(), result.ordinal() * ROW + reason, 1);
  }

  @Override
  public void decided(int loop, String key, StoreDecision decision) {
    counters.add(loop, DECIDED + decision.ordinal(), 1);
  }

  /** The counts of now. */
  CacheTally tally() {
    Map<String, Long> results = new LinkedHashMap<>();
    Map<String, Long> reasons = new LinkedHashMap<>();
    Map<String, Long> decisions = new LinkedHashMap<>();
    long requests = 0;
    long hits = 0;
    for (CacheResult result : RESULTS) {
      for (int reason = 0; reason < ROW; reason++) {
        long count = counters.sum(result.ordinal() * ROW + reason);
        requests += count;
        hits += result.hit() ? count : 0;
        add(results, result.code(), count);
        if (reason > 0) {
          add(reasons, FORWARDS[reason - 1].code(), count);
        }
      }
    }
    for (StoreDecision decision : DECISIONS) {
      add(decisions, decision.code(), counters.sum(DECIDED + decision.ordinal()));
    }
    return new CacheTally(route, requests, hits, results, reasons, decisions);
  }

  private static void add(Map<String, Long> counts, String code, long count) {
    if (count > 0) {
      counts.merge(code, count, Long::sum);
    }
  }

  /** The families of all routes. */
  static void collect(Iterable<CacheCounters> routes, Families into) {
    Families.Counter requests =
        into.counter(
            "gatehouse_cache_requests",
            "Requests of routes with a cache, by what it did, and why it did not answer itself.");
    Families.Counter decided =
        into.counter(
            "gatehouse_cache_responses",
            "Responses of backends to such requests, by whether they are stored, and why not.");
    for (CacheCounters each : routes) {
      for (CacheResult result : RESULTS) {
        Labels labels = each.labels.add("result", result.code());
        for (int reason = 0; reason < ROW; reason++) {
          long count = each.counters.sum(result.ordinal() * ROW + reason);
          boolean usual = result == CacheResult.HIT && reason == 0;
          if (count > 0 || usual) {
            requests.add(
                labels.add("reason", reason == 0 ? "" : FORWARDS[reason - 1].code()), count);
          }
        }
      }
      for (StoreDecision decision : DECISIONS) {
        long count = each.counters.sum(DECIDED + decision.ordinal());
        if (count > 0 || decision == StoreDecision.STORE) {
          decided.add(each.labels.add("decision", decision.code()), count);
        }
      }
    }
  }
}
