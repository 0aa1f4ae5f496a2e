package dev.gatehouse.core.routing;

import com.google.re2j.Pattern;
import dev.gatehouse.core.http.Authority;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sorts routes into the indexes of a {@link RouteTable}. */
final class RouteTableBuilder {
  private final Map<String, HostNode> hosts = new HashMap<>();
  private final Map<HostNode, Map<String, Place>> prefixes = new HashMap<>();
  private final Map<HostNode, Map<String, Place>> wholes = new HashMap<>();
  private final Map<Place, List<Candidate>> places = new HashMap<>();
  private final Map<HostNode, List<RegexRoute>> regexes = new HashMap<>();
  private final Map<HostNode, List<Candidate>> rest = new HashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();

  void add(RouteRule<?> rule) {
    Candidate candidate = new Candidate(candidates.size(), rule);
    candidates.add(candidate);
    names(candidate).forEach(host -> add(candidate, host));
  }

  /** The {@link HostNode#name}s of the hosts of {@code candidate}. */
  static Set<String> names(Candidate candidate) {
    if (candidate.match.hosts().isEmpty()) {
      return Set.of("");
    }
    return candidate.match.hosts().stream()
        .map(RouteTableBuilder::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  HostIndex hosts() {
    places.forEach((place, routes) -> place.routes = sorted(routes));
    rest.forEach((host, routes) -> host.rest = sorted(routes));
    regexes.forEach((host, routes) -> {
      routes.sort(Comparator.comparing(RegexRoute::candidate, Candidate.PRECEDENCE));
      host.regexes = routes.toArray(RegexRoute[]::new);
    });
    return new HostIndex(hosts);
  }

  PathIndex paths() {
    places.keySet().forEach(place -> place.wider = wider(place));
    return new PathIndex(places.keySet());
  }

  List<Candidate> candidates() {
    return List.copyOf(candidates);
  }

  private void add(Candidate candidate, String hostName) {
    HostNode host = hosts.computeIfAbsent(hostName, name -> new HostNode(name, hosts.size()));
    MatchSettings match = candidate.match;
    if (match.path() != null) {
      add(places, place(wholes, host, match.path(), true), candidate);
    } else if (match.pathPrefix() != null) {
      add(places, place(prefixes, host, match.pathPrefix(), false), candidate);
    } else if (match.pathRegex() != null) {
      add(regexes, host, new RegexRoute(Pattern.compile(match.pathRegex()), candidate));
    } else {
      add(rest, host, candidate);
    }
  }

  private static Place place(
      Map<HostNode, Map<String, Place>> byHost, HostNode host, String path, boolean whole) {
    return byHost
        .computeIfAbsent(host, _ -> new HashMap<>())
        .computeIfAbsent(PathIndex.folded(path, whole), text -> PathIndex.place(host, text, whole));
  }

  private @Nullable Place wider(Place place) {
    Map<String, Place> texts = prefixes.getOrDefault(place.host, Map.of());
    String text = place.text;
    Place found = place.whole && !text.endsWith("/") ? texts.get(text) : null;
    while (found == null && !text.isEmpty()) {
      text = text.substring(0, text.lastIndexOf('/'));
      found = texts.get(text);
    }
    return found;
  }

  /** IPv6 addresses get the form they have in requests. */
  private static String name(String host) {
    if (host.startsWith("*.")) {
      return host.substring(1);
    }
    Authority authority = Authority.parse(host);
    return authority == null ? host : authority.host();
  }

  private static <K, V> void add(Map<K, List<V>> lists, K key, V value) {
    lists.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(value);
  }

  private static Candidate[] sorted(List<Candidate> routes) {
    Candidate[] sorted = routes.toArray(Candidate[]::new);
    Arrays.sort(sorted, Candidate.PRECEDENCE);
    return sorted;
  }
}
