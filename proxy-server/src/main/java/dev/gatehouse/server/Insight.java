package dev.gatehouse.server;

import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.admin.Action;
import dev.gatehouse.server.admin.CacheExplanation;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.admin.PurgeAction;
import dev.gatehouse.server.compile.Shared;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.explain.Explainer;
import dev.gatehouse.server.explain.Explanation;
import dev.gatehouse.server.explain.Inquiry;
import dev.gatehouse.server.explain.RouteView;
import dev.gatehouse.server.explain.Running;
import dev.gatehouse.server.plan.PlanAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a running server says of its routes, and of what would become of a request. Safe for any
 * thread.
 */
final class Insight {
  private static final int MOST = 100_000;
  private static final int USUAL = 1000;

  private final Live live;
  private final Shared shared;
  private final Clock clock;
  private final Path base;

  /**
   * @param base what relative paths in configurations are taken from
   */
  Insight(Live live, Shared shared, Path base) {
    this.live = live;
    this.shared = shared;
    this.clock = shared.loops().loops().getFirst().clock();
    this.base = base;
  }

  /** Its part of what the admin API answers, by path. */
  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/api/v1/explain", Endpoint.json(this::explain),
        "/api/v1/routes", Endpoint.json(this::routes),
        "/api/v1/cache/explain", Endpoint.json(this::explainCache));
  }

  /** Its part of what the admin API does, by path. */
  Map<String, Action> actions() {
    return Map.of(
        "/api/v1/plan",
        new PlanAction(this::serving, shared.keys(), base),
        "/api/v1/purge",
        new PurgeAction(shared.cache(), this::narrowed, clock::epochMillis));
  }

  private PlanAction.Serving serving() {
    Generation now = live.generation();
    return new PlanAction.Serving(now.settings(), now.snapshot().router().routes());
  }

  private CacheExplanation explainCache(Endpoint.Ask ask) {
    String url = ask.parameters().getOrDefault("url", "");
    return CacheExplanation.of(url, shared.cache(), narrowed(), clock.epochMillis());
  }

  /** What each route with a cache makes of a URL. */
  private List<UnaryOperator<String>> narrowed() {
    List<UnaryOperator<String>> all = new ArrayList<>();
    for (RouteSettings route : live.settings().routes()) {
      if (route.cache() != null) {
        all.add(new CacheKey(route.name(), route.cache().key(), List.of())::narrowed);
      }
    }
    return all;
  }

  private Explanation explain(Endpoint.Ask ask) {
    Generation now = live.generation();
    Map<String, String> given = ask.parameters();
    Inquiry.Words words =
        new Inquiry.Words(
            given.getOrDefault("method", "GET"),
            given.getOrDefault("url", ""),
            ask.all().getOrDefault("header", List.of()),
            given.getOrDefault("client", "127.0.0.1"),
            given.get("listener"));
    Running running = new Running(now.upstreams(), now.traffic(), shared.cache());
    return Explainer.of(now.settings(), now.snapshot().router().routes(), running, clock)
        .explain(Inquiry.of(words, now.settings()), limit(ask, Explainer.USUAL));
  }

  private List<RouteView> routes(Endpoint.Ask ask) {
    Generation now = live.generation();
    return RouteView.of(
        now.settings(),
        now.places(),
        shared.telemetry()::routeTally,
        ask.parameters().getOrDefault("containing", ""),
        limit(ask, USUAL));
  }

  private static int limit(Endpoint.Ask ask, int usual) {
    Integer limit = ask.number("limit");
    if (limit != null && (limit < 1 || limit > MOST)) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    return limit == null ? usual : limit;
  }
}
