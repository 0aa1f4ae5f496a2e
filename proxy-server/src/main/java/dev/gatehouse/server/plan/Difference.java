package dev.gatehouse.server.plan;

import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one configuration says otherwise than another. Pure.
 *
 * @param settings the keys outside routes, pools and listeners that differ
 */
public record Difference(Section routes, Section pools, Section listeners, List<String> settings) {
  private static final List<String> NAMED = List.of("routes", "pools", "listeners");

  /** What became of things that have names. */
  public record Section(List<String> added, List<String> removed, List<Changed> changed) {
    /** True if nothing is otherwise. */
    public boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
  }

  /**
   * Something that is not what it was.
   *
   * @param keys its keys that differ, each with both values where they may be shown
   */
  public record Changed(String name, List<String> keys) {}

  static Difference of(GatehouseSettings before, GatehouseSettings after) {
    List<String> others =
        ChangedKeys.of(before, after).stream()
            .filter(key -> NAMED.stream().noneMatch(name -> key.matches(name + "([ .\\[].*)?")))
            .toList();
    return new Difference(
        section(byName(before.routes()), byName(after.routes())),
        section(before.pools(), after.pools()),
        section(before.listeners(), after.listeners()),
        others);
  }

  /** True if nothing is otherwise. */
  public boolean isEmpty() {
    return routes.isEmpty() && pools.isEmpty() && listeners.isEmpty() && settings.isEmpty();
  }

  private static Map<String, RouteSettings> byName(List<RouteSettings> routes) {
    Map<String, RouteSettings> named = new LinkedHashMap<>();
    routes.forEach(route -> named.put(route.name(), route));
    return named;
  }

  private static <T extends Record> Section section(Map<String, T> before, Map<String, T> after) {
    List<String> added = new ArrayList<>(after.keySet());
    added.removeAll(before.keySet());
    List<String> removed = new ArrayList<>(before.keySet());
    removed.removeAll(after.keySet());
    List<Changed> changed = new ArrayList<>();
    after.forEach((name, now) -> {
      T was = before.get(name);
      List<String> keys = was == null ? List.of() : ChangedKeys.of(was, now);
      if (!keys.isEmpty()) {
        changed.add(new Changed(name, keys));
      }
    });
    return new Section(List.copyOf(added), List.copyOf(removed), List.copyOf(changed));
  }
}
