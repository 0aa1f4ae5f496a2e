package dev.gatehouse.server.explain;

import dev.gatehouse.server.compile.FilterStage;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.RoutePlaces;
import dev.gatehouse.server.telemetry.RouteTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the admin API says of a route.
 *
 * @param listeners the listeners it serves; empty: all
 * @param match what requests have to look like, in words
 * @param target who answers, in words
 * @param filters what requests pass on their way, in order, each with what it does
 * @param requests those that ended since the start; null where routes are counted together
 * @param failures of these, those that failed
 * @param position where it stands: {@code FILE:LINE:COLUMN}
 */
public record RouteView(
    String name,
    List<String> listeners,
    String match,
    String target,
    List<String> filters,
    @Nullable Long requests,
    @Nullable Long failures,
    String position) {

  /**
   * Those of a configuration, in the order of the file.
   *
   * @param containing what name, match or target have to contain, in any case; empty: anything
   * @param most as many at most
   */
  public static List<RouteView> of(
      GatehouseSettings settings,
      RoutePlaces places,
      Function<String, @Nullable RouteTally> tallies,
      String containing,
      int most) {
    String sought = containing.toLowerCase(Locale.ROOT);
    List<RouteView> views = new ArrayList<>();
    for (int i = 0; i < settings.routes().size() && views.size() < most; i++) {
      RouteSettings route = settings.routes().get(i);
      String match = RouteWords.match(route.match());
      String target = RouteWords.target(route.target());
      if ((route.name() + "\n" + match + "\n" + target).toLowerCase(Locale.ROOT).contains(sought)) {
        views.add(view(route, match, target, tallies.apply(route.name()), places.of(i)));
      }
    }
    return views;
  }

  private static RouteView view(
      RouteSettings route,
      String match,
      String target,
      @Nullable RouteTally tally,
      String position) {
    List<String> filters = new ArrayList<>();
    for (FilterStage stage : FilterStage.values()) {
      if (stage.isNeeded(route)) {
        filters.add(stage.word() + ": " + StageWords.of(stage, route));
      }
    }
    return new RouteView(
        route.name(),
        route.listeners(),
        match,
        target,
        filters,
        tally == null ? null : tally.requests(),
        tally == null ? null : tally.failures(),
        position);
  }
}
