package dev.gatehouse.core.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The search for routes that get none, or fewer, of the requests that they match, because others
 * stand before them. For each host of a route it goes through listeners and methods one by one, and
 * looks for a route that is asked earlier there and lets through all that this one would.
 *
 * <p>What it finds is so; it does not find a route whose requests several others share out among
 * themselves by fields or by networks of clients.
 */
final class Shadows {
  /** As many routes of one place are compared with each: many alike are fields or hosts in bulk. */
  private static final int MOST_BEFORE = 200;

  /** Stands for all methods that no route of the place names. */
  private static final String OTHER_METHOD = "";

  private static final Set<String> ANY_PATH = Set.of(".*", "/.*", "(?s).*");
  private static final String OPTIONS = "OPTIONS";

  private final List<String> listeners;
  private final Map<Integer, Found> found = new TreeMap<>();

  /** A way that a request of a route can come, and who gets it there. */
  private record Cell(String listener, String method) {}

  /** What is known of one route so far. */
  private static final class Found {
    private final Candidate route;
    private final Set<String> wholeHosts = new LinkedHashSet<>();
    private final Map<String, Map<Cell, Candidate>> taken = new LinkedHashMap<>();

    Found(Candidate route) {
      this.route = route;
    }
  }

  Shadows(Collection<String> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  List<Shadow> find(HostIndex hosts, PathIndex paths) {
    paths.forEach(place -> {
      for (int i = 1; i < place.routes.length; i++) {
        look(place.host, place.routes[i], first(place.routes, i));
      }
    });
    hosts.forEach(host -> {
      List<Candidate> root = host.root == null ? List.of() : List.of(host.root.routes);
      lookAtRegexes(host, root);
      lookAtRest(host, root);
    });
    return found.values().stream().filter(Shadows::isTold).map(Shadows::shadow).toList();
  }

  private void lookAtRegexes(HostNode host, List<Candidate> root) {
    RegexRoute[] regexes = host.regexes;
    for (int i = 0; i < regexes.length; i++) {
      List<Candidate> before = new ArrayList<>(root);
      for (int j = 0; j < Math.min(i, MOST_BEFORE); j++) {
        String regex = regexes[j].pattern().pattern();
        if (ANY_PATH.contains(regex) || regex.equals(regexes[i].pattern().pattern())) {
          before.add(regexes[j].candidate());
        }
      }
      look(host, regexes[i].candidate(), before);
    }
  }

  private void lookAtRest(HostNode host, List<Candidate> root) {
    List<Candidate> anyPath = new ArrayList<>();
    for (RegexRoute each : host.regexes) {
      if (ANY_PATH.contains(each.pattern().pattern())) {
        anyPath.add(each.candidate());
      }
    }
    for (int i = 0; i < host.rest.length; i++) {
      Candidate route = host.rest[i];
      List<Candidate> before = new ArrayList<>(anyPath);
      if (!List.of(route.methods).equals(List.of(OPTIONS))) {
        before.addAll(root); // which leaves it the asterisk of OPTIONS, and nothing else
      }
      before.addAll(first(host.rest, i));
      look(host, route, before);
    }
  }

  private static List<Candidate> first(Candidate[] routes, int count) {
    return Arrays.asList(routes).subList(0, Math.min(count, MOST_BEFORE));
  }

  /**
   * Looks who of {@code before} gets what {@code route} would, at {@code host}.
   *
   * @param before those that are asked before it for every path that it has, in their order
   */
  private void look(HostNode host, Candidate route, List<Candidate> before) {
    List<Candidate> wider =
        before.stream().filter(each -> Coverage.covers(each.match, route.match)).toList();
    if (wider.isEmpty()) {
      return;
    }
    Map<Cell, Candidate> taken = new LinkedHashMap<>();
    int cells = 0;
    for (String listener : route.listeners.length == 0 ? listeners : List.of(route.listeners)) {
      for (String method : methods(route, wider)) {
        cells++;
        for (Candidate each : wider) {
          if (Candidate.hasOrIsEmpty(each.listeners, listener)
              && Candidate.hasOrIsEmpty(each.methods, method)) {
            taken.put(new Cell(listener, method), each);
            break;
          }
        }
      }
    }
    if (taken.isEmpty()) {
      return;
    }
    Found known = found.computeIfAbsent(route.index, _ -> new Found(route));
    known.taken.put(host.name, taken);
    if (taken.size() == cells) {
      known.wholeHosts.add(host.name);
    }
  }

  private static Collection<String> methods(Candidate route, List<Candidate> wider) {
    if (route.methods.length > 0) {
      return List.of(route.methods);
    }
    Set<String> methods = new LinkedHashSet<>();
    wider.forEach(each -> methods.addAll(List.of(each.methods)));
    methods.add(OTHER_METHOD);
    return methods;
  }

  private static boolean isWhole(Found each) {
    return each.wholeHosts.containsAll(RouteTableBuilder.names(each.route));
  }

  /** A route that only leaves a part to others is mostly meant so, unless it asks for more. */
  private static boolean isTold(Found each) {
    return !each.wholeHosts.isEmpty()
        || each.taken.values().stream()
            .flatMap(taken -> taken.values().stream())
            .anyMatch(by -> Coverage.asksForMore(each.route.match, by.match));
  }

  private static Shadow shadow(Found each) {
    boolean whole = isWhole(each);
    Set<Candidate> by = new LinkedHashSet<>();
    Set<String> where = new LinkedHashSet<>();
    each.taken.forEach((host, taken) -> {
      boolean all = each.wholeHosts.contains(host);
      taken.forEach((cell, winner) -> {
        if (all || Coverage.asksForMore(each.route.match, winner.match)) {
          by.add(winner);
          if (!whole) {
            where.add(words(host, all ? null : cell, each.route));
          }
        }
      });
    });
    Candidate first = by.iterator().next();
    return new Shadow(
        each.route.index,
        each.route.name,
        whole,
        by.stream().map(winner -> winner.name).toList(),
        String.join("; ", where),
        first.name + " " + RouteReasons.advantage(first.match, each.route.match));
  }

  private static String words(String host, @Nullable Cell cell, Candidate route) {
    List<String> words = new ArrayList<>();
    if (RouteTableBuilder.names(route).size() > 1) {
      words.add("host " + (host.startsWith(".") ? "*" : "") + host);
    }
    if (cell != null) {
      words.add("listener " + cell.listener());
      words.add(cell.method().equals(OTHER_METHOD) ? "other methods" : "method " + cell.method());
    }
    return String.join(", ", words);
  }
}
