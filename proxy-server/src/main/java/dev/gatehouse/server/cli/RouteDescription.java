package dev.gatehouse.server.cli;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.filter.split.OverrideBy;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.filter.split.Sticky;
import dev.gatehouse.core.filter.split.Weight;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a route does with a request, in words for {@code explain}. */
record RouteDescription(RouteSettings route, GatehouseSettings settings, Request request) {
  void print(PrintWriter out) {
    switch (route.target()) {
      case RouteTarget.ToPool(String name) -> {
        pool(out, name);
        forwarded(out);
      }
      case RouteTarget.ToSplit(SplitSettings split) -> {
        split(out, split);
        forwarded(out);
      }
      case RouteTarget.Redirect(var redirect) ->
          out.printf("answer    %d, redirect to %s%n", redirect.status(), redirect.to());
      case RouteTarget.Respond(var respond) ->
          out.printf("answer    %d, fixed%n", respond.status());
    }
    MirrorSettings mirror = route.mirror();
    if (mirror != null) {
      out.printf("mirror    %s of it copied to pool %s%n", mirror.percent(), mirror.pool());
    }
  }

  /** Each pool with its share, and what else decides. */
  private void split(PrintWriter out, SplitSettings split) {
    double sum = split.pools().values().stream().mapToInt(Weight::value).sum();
    split
        .pools()
        .forEach((name, weight) ->
            out.printf(Locale.ROOT, "split     %.2f%% to %s%n", 100 * weight.value() / sum, name));
    switch (split.sticky()) {
      case null -> out.printf("sticky    no%n");
      case Sticky.Cookie cookie -> out.printf("sticky    by cookie %s%n", cookie.cookie());
      case Sticky.ClientIp _ -> out.printf("sticky    by the client's address%n");
    }
    OverrideBy override = split.override();
    if (override != null) {
      String named = override.named(request.headers());
      boolean known = named != null && split.pools().containsKey(named);
      out.printf(
          "override  %s%n",
          named == null
              ? "none in this request"
              : known ? named : named + ", ignored: no such pool");
    }
    if (split.rollback() != null) {
      out.printf("rollback  %s, compared with %s%n", split.canary(), split.control());
    }
    split.names().forEach(name -> pool(out, name));
  }

  private void pool(PrintWriter out, String name) {
    PoolSettings pool = settings.pools().get(name);
    List<BackendSettings> backends = pool == null ? List.of() : pool.backends();
    out.printf(
        "pool      %s: %s%n",
        name, String.join(", ", backends.stream().map(each -> each.url().toString()).toList()));
  }

  private void forwarded(PrintWriter out) {
    String path =
        RewriteFilter.isNeeded(route.rewrite())
            ? new RewriteFilter(route.rewrite()).rewrite(request.path())
            : request.path();
    out.printf(
        "forwarded %s, host %s, body %s%n",
        path, route.rewrite().host(), route.requestBody().mode().word());
    List<String> upgrades = route.upgrades();
    out.printf("upgrades  %s%n", upgrades.isEmpty() ? "none" : String.join(", ", upgrades));
  }
}
