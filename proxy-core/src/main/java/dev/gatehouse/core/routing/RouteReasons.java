package dev.gatehouse.core.routing;

import dev.gatehouse.core.exchange.Request;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words for what a match decided.
 *
 * @param listener what was asked, as for {@link RouteTable#match}
 */
record RouteReasons(String listener, Request request, InetAddress client) {
  String chosen(RouteTrace.Check check) {
    return "chosen by " + host(check) + ", " + path(check.candidate().match) + conditions(check);
  }

  String outranked(RouteTrace.Check check, RouteTrace.Check winner) {
    return "matches too, but " + winner.candidate().name + " " + advantage(winner, check);
  }

  String mismatch(Candidate candidate, NoMatch mismatch) {
    MatchSettings match = candidate.match;
    return switch (mismatch) {
      case HOST -> "host " + request.authority().host() + noneOf(match.hosts());
      case PATH -> "path " + request.path() + " (expected: " + path(match) + ")";
      case LISTENER -> "listener " + listener + noneOf(List.of(candidate.listeners));
      case METHOD -> "method " + request.method() + noneOf(match.methods());
      case CLIENT -> "client " + client.getHostAddress() + noneOf(match.clients());
      case HEADER -> condition(Candidate.failed(candidate.headers, request));
      case COOKIE -> condition(Candidate.failed(candidate.cookies, request));
      case QUERY -> condition(Candidate.failed(candidate.query, request));
    };
  }

  /** The first difference in the order of {@link RouteTable}. */
  private static String advantage(RouteTrace.Check winner, RouteTrace.Check other) {
    MatchSettings best = winner.candidate().match;
    MatchSettings match = other.candidate().match;
    if (winner.host() != other.host()) {
      return "is more specific by " + host(winner);
    }
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

  private static String condition(@Nullable Condition failed) {
    return failed == null
        ? "a condition"
        : failed.subject() + " (expected: " + failed.test().expected() + ")";
  }

  private static String noneOf(Collection<?> expected) {
    return expected.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", " (expected: ", ")"));
  }
}
