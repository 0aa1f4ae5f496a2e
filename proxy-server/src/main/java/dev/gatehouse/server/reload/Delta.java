package dev.gatehouse.server.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * What became of things that have names. Pure.
 *
 * @param added names that are new
 * @param removed names that are no more
 * @param changed names of things that are not what they were
 * @param kept how many are as before
 */
public record Delta(List<String> added, List<String> removed, List<String> changed, int kept) {
  private static final int MOST_NAMED = 20;

  /** Compares; names stand in the order of the maps. */
  static <T> Delta of(
      Map<String, T> before, Map<String, T> after, BiPredicate<? super T, ? super T> same) {
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    int kept = 0;
    for (Map.Entry<String, T> each : after.entrySet()) {
      T was = before.get(each.getKey());
      if (was == null) {
        added.add(each.getKey());
      } else if (same.test(was, each.getValue())) {
        kept++;
      } else {
        changed.add(each.getKey());
      }
    }
    List<String> removed =
        before.keySet().stream().filter(name -> !after.containsKey(name)).toList();
    return new Delta(List.copyOf(added), removed, List.copyOf(changed), kept);
  }

  /** In words: {@code added a, b; removed c; 3 kept}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    say("added", added, parts);
    say("removed", removed, parts);
    say("changed", changed, parts);
    parts.add(kept + " kept");
    return String.join("; ", parts);
  }

  private static void say(String what, List<String> names, List<String> into) {
    if (!names.isEmpty()) {
      String named = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
      int more = names.size() - MOST_NAMED;
      into.add(what + " " + named + (more > 0 ? " and " + more + " more" : ""));
    }
  }
}
