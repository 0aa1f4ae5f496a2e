package dev.gatehouse.server.compile;

import dev.gatehouse.core.filter.mirror.Mirror;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.filter.split.Split;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The splits and mirrors of one configuration, by the names of their routes. What a configuration
 * has in common with the one before goes on as it stands: a reload neither begins to count anew nor
 * gives a canary back what it has lost. Immutable.
 *
 * @param splits of routes that have one
 * @param mirrors of routes that have one
 */
public record Traffic(Map<String, Split> splits, Map<String, Mirror> mirrors) {
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

  /** That of no configuration. */
  public static final Traffic NONE = new Traffic(Map.of(), Map.of());

  /**
   * The splits and mirrors of {@code settings}, those that are in this one taken over.
   *
   * @param loops the number of event loops
   */
  Traffic next(GatehouseSettings settings, int loops) {
    Map<String, Split> nextSplits = new LinkedHashMap<>();
    Map<String, Mirror> nextMirrors = new LinkedHashMap<>();
    for (RouteSettings route : settings.routes()) {
      String name = route.name();
      if (route.target() instanceof RouteTarget.ToSplit(SplitSettings split)) {
        Split known = splits.get(name);
        nextSplits.put(
            name,
            known != null && known.settings().equals(split)
                ? known
                : new Split(name, split, loops, Clock.SYSTEM));
      }
      MirrorSettings mirror = route.mirror();
      if (mirror != null) {
        Mirror known = mirrors.get(name);
        nextMirrors.put(
            name,
            known != null && known.pool().equals(mirror.pool())
                ? known
                : new Mirror(name, mirror.pool()));
      }
    }
    return new Traffic(Expect.ordered(nextSplits), Expect.ordered(nextMirrors));
  }

  /** Compares every canary with its control; to be called about once a second. */
  public void look() {
    for (Split split : splits.values()) {
      try {
        split.look();
      } catch (RuntimeException bug) {
        // an exception would end the calls, and nobody would watch over any canary
        LOG.error("route {}: the canary could not be compared", split.route(), bug);
      }
    }
  }

  /** The split of the route named {@code route}; null if it has none. */
  public @Nullable Split find(String route) {
    return splits.get(route);
  }

  Split split(String route) {
    return Objects.requireNonNull(splits.get(route), route);
  }

  Mirror mirror(String route) {
    return Objects.requireNonNull(mirrors.get(route), route);
  }

  /** How each split stands. */
  public List<SplitState> splitStates() {
    return splits.values().stream().map(Split::state).toList();
  }

  /** How each mirror stands. */
  public List<Mirror.State> mirrorStates() {
    return mirrors.values().stream().map(Mirror::state).toList();
  }
}
