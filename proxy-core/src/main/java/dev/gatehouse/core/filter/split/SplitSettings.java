package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Reference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a route are shared out among pools.
 *
 * @param pools the weight of each; their sum is above zero
 * @param sticky what keeps clients with their pool; null: every request is shared out anew
 * @param override what clients choose a pool with; null: they cannot
 * @param rollback when a canary loses its share by itself; null: never
 */
@Doc(
    value = "Several pools that share the requests by weight.",
    example = "{pools: {app: 90, app-next: 10}}")
public record SplitSettings(
    @Doc("The weight of each pool; its share is its part of the sum.") @Reference("pools")
        Map<String, Weight> pools,
    @Doc("What keeps clients with their pool; absent: every request is shared out anew.")
        @Nullable Sticky sticky,
    @Doc("What a client chooses a pool with, whatever the weights; absent: it cannot.")
        @Nullable OverrideBy override,
    @Doc("When the canary loses its share by itself; absent: never.")
        @Nullable RollbackSettings rollback) {

  private static final int MOST_POOLS = 32;

  public SplitSettings(Map<String, Weight> pools) {
    this(pools, null, null, null);
  }

  public SplitSettings {
    pools = Expect.ordered(pools);
    Expect.that(!pools.isEmpty(), "pools", "{}", "at least one pool with a weight");
    Expect.within("pools", pools.size(), 1, MOST_POOLS);
    Expect.that(
        pools.values().stream().anyMatch(weight -> weight.value() > 0),
        "pools",
        pools,
        "weights whose sum is above 0");
    if (rollback != null) {
      Expect.that(pools.size() > 1, "rollback", "one pool", "a split of two pools or more");
      known("rollback.control", rollback.control(), pools);
      known("rollback.canary", rollback.canary(), pools);
      Expect.that(
          rollback.canary().isEmpty() || !rollback.canary().equals(rollback.control()),
          "rollback.canary",
          rollback.canary(),
          "another pool than control");
    }
  }

  private static void known(String key, String pool, Map<String, Weight> pools) {
    Expect.that(
        pool.isEmpty() || pools.containsKey(pool),
        key,
        pool,
        "one of the split's pools: " + String.join(", ", pools.keySet()));
  }

  /** The names of the pools, in order. */
  public List<String> names() {
    return List.copyOf(pools.keySet());
  }

  /** The weights of the pools, in order. */
  int[] weights() {
    return pools.values().stream().mapToInt(Weight::value).toArray();
  }

  /** The pool that a canary is compared with: the one named, else the first of the largest. */
  public String control() {
    if (rollback != null && !rollback.control().isEmpty()) {
      return rollback.control();
    }
    String canary = rollback == null ? "" : rollback.canary();
    String largest = null;
    int most = -1;
    for (Map.Entry<String, Weight> each : pools.entrySet()) {
      if (each.getValue().value() > most && !each.getKey().equals(canary)) {
        most = each.getValue().value();
        largest = each.getKey();
      }
    }
    return largest == null ? pools.keySet().iterator().next() : largest;
  }

  /** The pool that may lose its share: the one named, else the last of the smallest. */
  public String canary() {
    if (rollback != null && !rollback.canary().isEmpty()) {
      return rollback.canary();
    }
    String control = control();
    String smallest = control;
    int least = Integer.MAX_VALUE;
    for (Map.Entry<String, Weight> each : pools.entrySet()) {
      if (each.getValue().value() <= least && !each.getKey().equals(control)) {
        least = each.getValue().value();
        smallest = each.getKey();
      }
    }
    return smallest;
  }
}
