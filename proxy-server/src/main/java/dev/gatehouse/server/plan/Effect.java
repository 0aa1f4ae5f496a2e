package dev.gatehouse.server.plan;

import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a new configuration would do to requests that have come. Pure.
 *
 * @param requests how many were tried
 * @param seconds how long ago the first of them came, from the last
 * @param same how many would go where they went
 * @param edited of these, how many by a route that is not what it was
 * @param target how many would be answered by another pool, or otherwise
 * @param route how many would take another route to the same target
 * @param lost how many would get 404 that had a route, or find no listener
 * @param found how many would have a route that got 404
 * @param moves which way they would go, the most frequent first
 */
public record Effect(
    int requests,
    double seconds,
    int same,
    int edited,
    int target,
    int route,
    int lost,
    int found,
    List<Move> moves) {
  private static final int MOST_MOVES = 50;
  private static final int EXAMPLES = 3;
  private static final double MILLIS = 1000;

  /**
   * Requests that would go one way instead of another.
   *
   * @param kind target, route, lost, found or edited
   * @param from where they go now: a route with its target
   * @param to where they would go
   * @param examples some of them, with the values of queries hidden
   */
  public record Move(String kind, String from, String to, int requests, List<String> examples) {}

  private record Turn(String kind, String from, String to) {}

  private static final class Sum {
    private final List<String> examples = new ArrayList<>();
    private int count;

    void add(RequestKey key) {
      count++;
      String words = key.words();
      if (examples.size() < EXAMPLES && !examples.contains(words)) {
        examples.add(words);
      }
    }
  }

  /** Tries {@code keys}, the oldest first, on both. */
  static Effect of(List<RequestKey> keys, Side<?> before, Side<?> after) {
    Map<Turn, Sum> turns = new LinkedHashMap<>();
    int same = 0;
    Map<String, Boolean> edits = new HashMap<>();
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (RequestKey key : keys) {
      Side.Way was = before.way(key);
      Side.Way is = after.way(key);
      String kind = kind(was, is);
      String route = was.route();
      if (kind.equals("same") && route != null) {
        boolean edited =
            edits.computeIfAbsent(route, name -> isEdited(before.route(name), after.route(name)));
        kind = edited ? "edited" : kind;
      }
      if (kind.equals("same")) {
        same++;
      } else {
        kinds.merge(kind, 1, Integer::sum);
        turns.computeIfAbsent(new Turn(kind, was.words(), is.words()), _ -> new Sum()).add(key);
      }
    }
    int edited = kinds.getOrDefault("edited", 0);
    return new Effect(
        keys.size(),
        keys.isEmpty() ? 0 : (keys.getLast().at() - keys.getFirst().at()) / MILLIS,
        same + edited,
        edited,
        kinds.getOrDefault("target", 0),
        kinds.getOrDefault("route", 0),
        kinds.getOrDefault("lost", 0),
        kinds.getOrDefault("found", 0),
        moves(turns));
  }

  private static boolean isEdited(RouteSettings old, RouteSettings now) {
    return !old.equals(now) && !ChangedKeys.of(old, now).isEmpty();
  }

  private static String kind(Side.Way was, Side.Way is) {
    String from = was.route();
    String to = is.route();
    if (from == null || to == null) {
      return from != null ? "lost" : to != null ? "found" : "same";
    }
    if (!was.target().equals(is.target())) {
      return "target";
    }
    return from.equals(to) ? "same" : "route";
  }

  private static List<Move> moves(Map<Turn, Sum> turns) {
    return turns.entrySet().stream()
        .map(each ->
            new Move(
                each.getKey().kind(),
                each.getKey().from(),
                each.getKey().to(),
                each.getValue().count,
                List.copyOf(each.getValue().examples)))
        .sorted(Comparator.comparingInt(Move::requests).reversed())
        .limit(MOST_MOVES)
        .toList();
  }
}
