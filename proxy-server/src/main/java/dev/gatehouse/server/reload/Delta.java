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
 * @param kept names of things that are as before
 */
public record Delta(
    List<String> added, List<String> removed, List<String> changed, List<String> kept) {

  /** Compares; names stand in the order of the maps. */
  static <T> Delta of(
      Map<String, T> before, Map<String, T> after, BiPredicate<? super T, ? super T> same) {
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    after.forEach((name, now) -> {
      T was = before.get(name);
      (was == null ? added : same.test(was, now) ? kept : changed).add(name);
    });
    List<String> removed =
        before.keySet().stream().filter(name -> !after.containsKey(name)).toList();
    return new Delta(List.copyOf(added), removed, List.copyOf(changed), List.copyOf(kept));
  }

  /** In words: {@code added a, b; removed c; 3 kept}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    say("added", added, parts);
    say("removed", removed, parts);
    say("changed", changed, parts);
    parts.add(kept.size() + " kept");
    return String.join("; ", parts);
  }

  private static void say(String what, List<String> names, List<String> into) {
    if (!names.isEmpty()) {
      into.add(what + " " + String.join(", ", names));
    }
  }
}
