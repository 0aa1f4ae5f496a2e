package dev.gatehouse.server.compile;

import dev.gatehouse.core.filter.mirror.Mirror;
import dev.gatehouse.core.filter.split.Split;
import dev.gatehouse.core.forward.Retries;
import dev.gatehouse.core.runtime.Route;
import dev.gatehouse.server.config.RouteSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route with all that it was made of. Where the next configuration has the same of everything, it
 * has the very same route. Immutable.
 *
 * @param settings by which it was made, or equal to them
 * @param pools that it sends to, in the order of the settings
 * @param split what shares its requests out; null: nothing
 * @param mirror what copies them; null: nothing
 * @param retries what it knows of trying again; outlives a change of anything else
 */
public record CompiledRoute(
    RouteSettings settings,
    List<Upstream> pools,
    @Nullable Split split,
    @Nullable Mirror mirror,
    Retries retries,
    Route route) {

  /** Says whether it would be made the same again of these. */
  boolean isOf(
      RouteSettings other,
      List<Upstream> otherPools,
      @Nullable Split otherSplit,
      @Nullable Mirror otherMirror) {
    return split == otherSplit
        && mirror == otherMirror
        && settings.equals(other)
        && areSame(otherPools);
  }

  private boolean areSame(List<Upstream> others) {
    boolean same = pools.size() == others.size();
    for (int i = 0; same && i < pools.size(); i++) {
      same = pools.get(i) == others.get(i);
    }
    return same;
  }

  /** The same route, with equal settings that another configuration has in memory anyway. */
  CompiledRoute with(RouteSettings equal) {
    return new CompiledRoute(equal, pools, split, mirror, retries, route);
  }
}
