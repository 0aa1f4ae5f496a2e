package dev.gatehouse.server.cli;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.rewrite.RewriteFilter;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.io.PrintWriter;
import java.util.List;

/** What a route does with a request, in words for {@code explain}. */
record RouteDescription(RouteSettings route, GatehouseSettings settings, Request request) {
  void print(PrintWriter out) {
    switch (route.target()) {
      case RouteTarget.ToPool(String name) -> pool(out, name);
      case RouteTarget.Redirect(var redirect) ->
          out.printf("answer    %d, redirect to %s%n", redirect.status(), redirect.to());
      case RouteTarget.Respond(var respond) ->
          out.printf("answer    %d, fixed%n", respond.status());
    }
  }

  private void pool(PrintWriter out, String name) {
    PoolSettings pool = settings.pools().get(name);
    List<BackendSettings> backends = pool == null ? List.of() : pool.backends();
    out.printf(
        "pool      %s: %s%n",
        name, String.join(", ", backends.stream().map(each -> each.url().toString()).toList()));
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
