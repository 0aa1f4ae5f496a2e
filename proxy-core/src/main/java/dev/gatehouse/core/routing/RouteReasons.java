package dev.gatehouse.core.routing;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.SecretNames;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The words for what a match decided.
 *
 * @param listener what was asked, as for {@link RouteTable#match}
 */
record RouteReasons(String listener, Request request, InetAddress client) {
  private static final String HIDDEN = "(hidden)";
  private static final int LONGEST_SEEN = 80;

  String chosen(RouteTrace.Check check) {
    return "chosen by " + host(check) + ", " + path(check.candidate().match) + conditions(check);
  }

  String outranked(RouteTrace.Check check, RouteTrace.Check winner) {
    return "matches too, but " + winner.candidate().name + " " + advantage(winner, check);
  }

  /**
   * Every condition of {@code candidate} that the request does not meet; of one whose host or path
   * kept the match from it, only that.
   *
   * @param first the one that failed first
   */
  List<RouteTrace.Unmet> unmet(Candidate candidate, NoMatch first) {
    MatchSettings match = candidate.match;
    List<RouteTrace.Unmet> unmet = new ArrayList<>();
    if (first == NoMatch.HOST) {
      unmet.add(unmet(first, "host", request.authority().host(), match.hosts()));
    } else if (first == NoMatch.PATH) {
      unmet.add(unmet(first, "path", request.path(), List.of(path(match))));
    } else {
      if (!has(candidate.listeners, listener)) {
        unmet.add(unmet(NoMatch.LISTENER, "listener", listener, List.of(candidate.listeners)));
      }
      if (!has(candidate.methods, request.method())) {
        unmet.add(unmet(NoMatch.METHOD, "method", request.method(), match.methods()));
      }
      if (!candidate.admits(client)) {
        unmet.add(unmet(NoMatch.CLIENT, "client", client.getHostAddress(), match.clients()));
      }
      addUnmet(NoMatch.HEADER, candidate.headers, unmet);
      addUnmet(NoMatch.COOKIE, candidate.cookies, unmet);
      addUnmet(NoMatch.QUERY, candidate.query, unmet);
    }
    return List.copyOf(unmet);
  }

  private static boolean has(String[] texts, String text) {
    return Candidate.hasOrIsEmpty(texts, text);
  }

  private void addUnmet(NoMatch kind, Condition[] conditions, List<RouteTrace.Unmet> unmet) {
    for (Condition condition : conditions) {
      if (!condition.holds(request)) {
        boolean secret = SecretNames.has(condition.name());
        String seen = condition.seen(request);
        unmet.add(
            new RouteTrace.Unmet(
                kind,
                condition.subject(),
                seen == null ? "none" : secret ? HIDDEN : shortened(seen),
                secret && condition.test().isExact() ? HIDDEN : condition.test().expected()));
      }
    }
  }

  private static RouteTrace.Unmet unmet(
      NoMatch kind, String what, String seen, Collection<?> expected) {
    String any = expected.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return new RouteTrace.Unmet(kind, what, seen, any);
  }

  private static String shortened(String seen) {
    return seen.length() <= LONGEST_SEEN ? seen : seen.substring(0, LONGEST_SEEN) + "...";
  }

  /** The first difference in the order of {@link RouteTable}. */
  private static String advantage(RouteTrace.Check winner, RouteTrace.Check other) {
    MatchSettings best = winner.candidate().match;
    MatchSettings match = other.candidate().match;
    return winner.host() != other.host()
        ? "is more specific by " + host(winner)
        : advantage(best, match);
  }

  /** The same between two routes of one host. */
  static String advantage(MatchSettings best, MatchSettings match) {
    if (!path(best).equals(path(match))) {
      return "is more specific by " + path(best);
    }
    if (best.methods().isEmpty() != match.methods().isEmpty()) {
      return "asks for the method";
    }
    if (best.headers().size() != match.headers().size()) {
      return "asks for more headers";
    }
    if (best.query().size() != match.query().size()) {
      return "asks for more query parameters";
    }
    if (best.cookies().size() != match.cookies().size()) {
      return "asks for more cookies";
    }
    return "stands before it in the file";
  }

  private static String host(RouteTrace.Check check) {
    String name = check.host().name;
    if (name.isEmpty()) {
      return "any host";
    }
    return "host " + (name.startsWith(".") ? "*" : "") + name;
  }

  private static String path(MatchSettings match) {
    if (match.path() != null) {
      return "path " + match.path();
    }
    if (match.pathPrefix() != null) {
      return "path-prefix " + match.pathPrefix();
    }
    return match.pathRegex() == null ? "any path" : "path-regex " + match.pathRegex();
  }

  private static String conditions(RouteTrace.Check check) {
    Candidate candidate = check.candidate();
    return (candidate.listeners.length == 0 ? "" : ", listener")
        + (candidate.methods.length == 0 ? "" : ", method")
        + (candidate.match.clients().isEmpty() ? "" : ", client")
        + subjects(candidate.headers)
        + subjects(candidate.cookies)
        + subjects(candidate.query);
  }

  private static String subjects(Condition[] conditions) {
    StringBuilder text = new StringBuilder();
    for (Condition condition : conditions) {
      text.append(", ").append(condition.subject());
    }
    return text.toString();
  }
}
