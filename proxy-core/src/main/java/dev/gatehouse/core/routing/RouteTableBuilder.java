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

/** Sorts routes into the indexes of a {@link RouteTable}. */
final class RouteTableBuilder {
  private final PathIndex paths = new PathIndex();
  private final Map<String, HostNode> hosts = new HashMap<>();
  private final Map<PathNode, List<Candidate>> places = new HashMap<>();
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
    return paths;
  }

  List<Candidate> candidates() {
    return List.copyOf(candidates);
  }

  private void add(Candidate candidate, String hostName) {
    HostNode host = hosts.computeIfAbsent(hostName, name -> new HostNode(name, paths.root()));
    MatchSettings match = candidate.match;
    if (match.path() != null) {
      add(places, paths.exact(host.paths, match.path()), candidate);
    } else if (match.pathPrefix() != null) {
      add(places, paths.prefix(host.paths, match.pathPrefix()), candidate);
    } else if (match.pathRegex() != null) {
      add(regexes, host, new RegexRoute(Pattern.compile(match.pathRegex()), candidate));
    } else {
      add(rest, host, candidate);
    }
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
