package dev.gatehouse.server.config;

import dev.gatehouse.cache.CacheSettings;
import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.core.filter.forwarded.TrustedProxiesSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.DrainSettings;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.server.accesslog.AccessLogSettings;
import dev.gatehouse.server.demo.DemoSettings;
import dev.gatehouse.server.lint.LintSettings;
import dev.gatehouse.server.plan.PlanSettings;
import dev.gatehouse.server.reload.ReloadSettings;
import dev.gatehouse.server.timeline.TimelineSettings;
import dev.gatehouse.server.tracing.TracingSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration file.
 *
 * @param listeners by name, at least one, each with an address of its own
 * @param routes at least one, each with a name of its own
 * @param pools by name
 * @param admin null: there is no admin listener
 * @param trustedProxies whose forwarding headers are believed
 * @param limits what clients may use
 * @param cache the store that routes with a cache share
 * @param accessLog the log of requests
 * @param timeline the store of slow and failed requests
 * @param tracing the export of traces; null: none
 * @param transport how sockets are driven
 * @param drain how the server ends
 * @param demo small web applications started beside the server
 * @param reload when a changed file is taken over
 * @param tests requests with what is to become of them
 * @param lint what is not warned of
 * @param plan what is remembered of requests for {@code gatehouse plan}
 */
@Doc(
    value = "The configuration of Gatehouse.",
    example = "{listeners: {web: {address: \"0.0.0.0:8080\"}}, routes: [{pool: app}]}")
public record GatehouseSettings(
    @Doc("The addresses clients connect to, by name.") Map<String, ListenerSettings> listeners,
    @Doc("What is done with requests; the most specific match wins, whatever the order.")
        List<RouteSettings> routes,
    @Doc("Groups of servers that give the same answers, by name.") Map<String, PoolSettings> pools,
    @Doc("The listener for operators; absent: none.") @Nullable AdminSettings admin,
    @Doc("Whose forwarding headers are believed; nobody's by default.")
        TrustedProxiesSettings trustedProxies,
    @Doc("What clients may use: connections, sizes, times and memory.") LimitSettings limits,
    @Doc("The store that routes with a cache share.") CacheSettings cache,
    @Doc("The log of requests.") AccessLogSettings accessLog,
    @Doc("The store of slow and failed requests, with the phases of each.")
        TimelineSettings timeline,
    @Doc("Traces (OpenTelemetry), sent to a collector by OTLP over HTTP; absent: none.")
        @Nullable TracingSettings tracing,
    @Doc("How sockets are driven; auto: epoll, or NIO where there is none.")
        TransportChoice transport,
    @Doc("How the server ends.") DrainSettings drain,
    @Doc("Small web applications started beside the server, for demonstrations.") DemoSettings demo,
    @Doc("When a changed configuration is taken over.") ReloadSettings reload,
    @Doc(
            "Requests with what is to become of them; where one fails, the configuration is not"
                + " used.")
        List<TestSettings> tests,
    @Doc("What is not warned of by check, at the start and at a reload.") LintSettings lint,
    @Doc("What is remembered of the last requests, so that gatehouse plan can try a file on them.")
        PlanSettings plan) {

  public GatehouseSettings(Map<String, ListenerSettings> listeners, List<RouteSettings> routes) {
    this(
        listeners,
        routes,
        Map.of(),
        null,
        new TrustedProxiesSettings(),
        new LimitSettings(),
        new CacheSettings(),
        new AccessLogSettings(),
        new TimelineSettings(),
        null,
        TransportChoice.AUTO,
        new DrainSettings(),
        new DemoSettings(),
        new ReloadSettings(),
        List.of(),
        new LintSettings(),
        new PlanSettings());
  }

  public GatehouseSettings {
    listeners = Expect.ordered(listeners);
    pools = Expect.ordered(pools);
    Expect.that(!listeners.isEmpty(), "listeners", "{}", "at least one");
    Expect.that(!routes.isEmpty(), "routes", "[]", "at least one");
    distinctAddresses(listeners, admin);
    routes = named(routes);
    tests = List.copyOf(tests);
    fitting(routes, cache);
  }

  private static void distinctAddresses(
      Map<String, ListenerSettings> listeners, @Nullable AdminSettings admin) {
    Map<HostPort, String> owners = new HashMap<>();
    listeners.forEach((name, listener) -> {
      HostPort address = listener.address();
      String owner = address.port() == 0 ? null : owners.putIfAbsent(address, name);
      Expect.that(
          owner == null,
          "listeners." + name + ".address",
          address,
          "an address of its own; listener " + owner + " has this one");
    });
    if (admin != null) {
      String owner = owners.get(admin.address());
      Expect.that(
          owner == null,
          "admin.address",
          admin.address(),
          "an address of its own; listener " + owner + " has this one");
    }
  }

  /** What is larger than the store would never be stored. */
  private static void fitting(List<RouteSettings> routes, CacheSettings cache) {
    for (int i = 0; i < routes.size(); i++) {
      RouteCacheSettings route = routes.get(i).cache();
      if (route != null && route.maxObject() != null) {
        cache.expectFits("routes[" + i + "].cache.max-object", route.maxObject());
      }
    }
  }

  private static List<RouteSettings> named(List<RouteSettings> routes) {
    List<RouteSettings> named = new ArrayList<>(routes.size());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < routes.size(); i++) {
      RouteSettings route = routes.get(i);
      RouteSettings complete = route.name().isEmpty() ? route.named("route-" + (i + 1)) : route;
      Expect.that(
          names.add(complete.name()),
          "routes[" + i + "]" + (route.name().isEmpty() ? "" : ".name"),
          complete.name(),
          "a name no other route has");
      named.add(complete);
    }
    return List.copyOf(named);
  }
}
