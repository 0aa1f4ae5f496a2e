package dev.gatehouse.server;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.explain.Explainer;
import dev.gatehouse.server.explain.Explanation;
import dev.gatehouse.server.explain.Inquiry;
import dev.gatehouse.server.explain.RouteView;
import dev.gatehouse.server.explain.Running;
import dev.gatehouse.server.telemetry.Telemetry;
import java.util.List;
import java.util.Map;

/**
 * What a running server says of its routes, and of what would become of a request. Safe for any
 * thread.
 */
final class Insight {
  private static final int MOST = 100_000;
  private static final int USUAL = 1000;

  private final Live live;
  private final Telemetry telemetry;
  private final SharedCache cache;
  private final Clock clock;

  Insight(Live live, Telemetry telemetry, SharedCache cache, Clock clock) {
    this.live = live;
    this.telemetry = telemetry;
    this.cache = cache;
    this.clock = clock;
  }

  /** Its part of the admin API, by path. */
  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/api/v1/explain", Endpoint.json(this::explain),
        "/api/v1/routes", Endpoint.json(this::routes));
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
    Running running = new Running(now.upstreams(), now.traffic(), cache);
    return Explainer.of(now.settings(), now.snapshot().router().routes(), running, clock)
        .explain(Inquiry.of(words, now.settings()), limit(ask, Explainer.USUAL));
  }

  private List<RouteView> routes(Endpoint.Ask ask) {
    Generation now = live.generation();
    return RouteView.of(
        now.settings(),
        now.places(),
        telemetry::routeTally,
        ask.parameters().getOrDefault("containing", ""),
        limit(ask, USUAL));
  }

  private static int limit(Endpoint.Ask ask, int usual) {
    String text = ask.parameters().get("limit");
    if (text == null) {
      return usual;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit > 0 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wrongLimit(text), e);
    }
    throw new IllegalArgumentException(wrongLimit(text));
  }

  private static String wrongLimit(String text) {
    return "limit: " + text + " (expected: a number from 1 to " + MOST + ")";
  }
}
