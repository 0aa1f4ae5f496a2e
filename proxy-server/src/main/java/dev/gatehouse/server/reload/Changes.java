package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a new configuration changes. Pure. */
public record Changes(Delta pools, Delta routes, Delta listeners) {
  /**
   * Compares what serves now with what is to serve.
   *
   * @param before by name, what serves the pools
   * @param after likewise; what is kept is the very same
   */
  public static <U> Changes of(
      GatehouseSettings old, Map<String, U> before, GatehouseSettings now, Map<String, U> after) {
    return new Changes(
        Delta.of(before, after, (was, is) -> was == is),
        Delta.of(routes(old), routes(now), Objects::equals),
        Delta.of(old.listeners(), now.listeners(), Objects::equals));
  }

  private static Map<String, RouteSettings> routes(GatehouseSettings settings) {
    Map<String, RouteSettings> routes = new LinkedHashMap<>();
    settings.routes().forEach(route -> routes.put(route.name(), route));
    return routes;
  }

  /** The keys of what differs and is only read when the process starts. */
  public static List<String> needRestart(GatehouseSettings old, GatehouseSettings now) {
    List<String> keys = new ArrayList<>();
    noteAdmin(old.admin(), now.admin(), keys);
    note("cache.disk", old.cache().disk(), now.cache().disk(), keys);
    note("transport", old.transport(), now.transport(), keys);
    note("plan.requests", old.plan().requests(), now.plan().requests(), keys);
    note("demo", old.demo(), now.demo(), keys);
    return keys;
  }

  /** Who may use the admin listener can change while it listens; where and how it does, cannot. */
  private static void noteAdmin(
      @Nullable AdminSettings was, @Nullable AdminSettings is, List<String> keys) {
    if (was == null || is == null) {
      note("admin", was, is, keys);
    } else {
      note("admin.address", was.address(), is.address(), keys);
      note("admin.tls", was.tls(), is.tls(), keys);
    }
  }

  private static void note(
      String key, @Nullable Object was, @Nullable Object is, List<String> keys) {
    if (!Objects.equals(was, is)) {
      keys.add(key);
    }
  }

  /** In words, for one line of the log. */
  @Override
  public String toString() {
    return "pools: " + pools + " | routes: " + routes + " | listeners: " + listeners;
  }
}
