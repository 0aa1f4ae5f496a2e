package dev.gatehouse.server.plan;

import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.explain.RouteWords;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One of two configurations that are compared: asked where a request goes. */
final class Side<T> {
  private final RouteTable<T> table;
  private final Function<T, String> name;
  private final GatehouseSettings settings;
  private final Map<String, RouteSettings> routes = new HashMap<>();

  /**
   * Where a request goes.
   *
   * @param route the route's name; null: none
   * @param target who answers, in words
   */
  record Way(@Nullable String route, String target) {
    /** Route and target in a few words. */
    String words() {
      return route == null ? target : route + " (" + target + ")";
    }
  }

  /**
   * @param table that of {@code settings}
   * @param name the name of a route that it finds
   */
  Side(GatehouseSettings settings, RouteTable<T> table, Function<T, String> name) {
    this.settings = settings;
    this.table = table;
    this.name = name;
    settings.routes().forEach(route -> routes.put(route.name(), route));
  }

  Way way(RequestKey key) {
    if (!settings.listeners().containsKey(key.listener())) {
      return new Way(null, "no listener");
    }
    InetAddress client = NetUtil.createInetAddressFromIpAddressString(key.client());
    T found =
        table.match(
            key.listener(),
            key.request(),
            client == null ? InetAddress.getLoopbackAddress() : client);
    if (found == null) {
      return new Way(null, "404");
    }
    RouteSettings route = route(name.apply(found));
    return new Way(route.name(), RouteWords.target(route.target()));
  }

  RouteSettings route(String named) {
    RouteSettings route = routes.get(named);
    if (route == null) {
      throw new IllegalStateException("route: " + named + " (expected: one of the table)");
    }
    return route;
  }
}
