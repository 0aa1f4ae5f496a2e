package dev.gatehouse.core.filter.split;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a split stands, for metrics and the admin API.
 *
 * @param route the route it belongs to
 * @param control the pool that the canary is compared with, and that gets its share
 * @param canary the pool that may lose its share
 * @param automatic whether it loses its share by itself
 * @param rolledBack why the canary has no share; null while it has
 * @param pools each pool
 * @param ignoredOverrides requests that named a pool which is none of these
 */
public record SplitState(
    String route,
    String control,
    String canary,
    boolean automatic,
    @Nullable RolledBack rolledBack,
    List<Pool> pools,
    long ignoredOverrides) {

  /**
   * Why a canary has no share.
   *
   * @param since when it was taken, in UTC
   * @param by {@code error-rate}, {@code latency} or {@code operator}
   * @param why what was seen
   */
  public record RolledBack(String since, String by, String why) {}

  /**
   * One pool of a split.
   *
   * @param configured its weight in the configuration
   * @param weight its weight now
   * @param requests how many it was given, by why
   * @param compared how it has done, where it is compared; null elsewhere
   */
  public record Pool(
      String pool,
      int configured,
      int weight,
      Map<String, Long> requests,
      @Nullable Compared compared) {}

  /**
   * How a pool has done since the start.
   *
   * @param requests those that it answered or failed to, without those that chose it
   * @param failed those of them that failed
   */
  public record Compared(long requests, long failed) {}
}
