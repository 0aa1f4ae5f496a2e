package dev.gatehouse.server.admin;

import dev.gatehouse.core.pool.SourceState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the admin API says of the places that backends are learnt from. Pure. */
public final class DiscoveryView {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * One place.
   *
   * @param found how many addresses or backends the last good answer has
   * @param age the seconds since that answer; null if there was none
   * @param problem why there is no newer one; null while all is well
   */
  public record Source(
      String source,
      String kind,
      int found,
      @Nullable Double age,
      long failures,
      @Nullable String problem) {}

  private DiscoveryView() {}

  /**
   * The places of each pool that has any.
   *
   * @param now nanoseconds of the clock by which they were asked
   */
  public static Map<String, List<Source>> of(Map<String, List<SourceState>> pools, long now) {
    Map<String, List<Source>> view = new LinkedHashMap<>();
    pools.forEach((pool, states) -> {
      if (!states.isEmpty()) {
        view.put(pool, states.stream().map(state -> source(state, now)).toList());
      }
    });
    return view;
  }

  private static Source source(SourceState state, long now) {
    Long at = state.goodAt();
    Double age = at == null ? null : (now - at) / NANOS_PER_SECOND;
    String kind = state.kind().name().toLowerCase(Locale.ROOT);
    return new Source(state.source(), kind, state.found(), age, state.failures(), state.problem());
  }
}
