package dev.gatehouse.server.explain;

import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.filter.split.Sticky;
import dev.gatehouse.core.filter.split.Weight;
import dev.gatehouse.core.forward.RetrySettings;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.http.SecretNames;
import dev.gatehouse.core.routing.MatchSettings;
import dev.gatehouse.core.routing.ValueMatch;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a route says, in words. Pure. */
public final class RouteWords {
  private RouteWords() {}

  /** What requests have to look like. */
  static String match(MatchSettings match) {
    List<String> words = new ArrayList<>();
    any("host", match.hosts(), words);
    if (match.path() != null) {
      words.add("path " + match.path());
    }
    if (match.pathPrefix() != null) {
      words.add("path-prefix " + match.pathPrefix());
    }
    if (match.pathRegex() != null) {
      words.add("path-regex " + match.pathRegex());
    }
    any("method", match.methods(), words);
    all("header", match.headers(), words);
    all("query parameter", match.query(), words);
    all("cookie", match.cookies(), words);
    any("client", match.clients(), words);
    return words.isEmpty() ? "every request" : String.join(", ", words);
  }

  private static void any(String what, Collection<?> values, List<String> into) {
    if (!values.isEmpty()) {
      into.add(
          what + " " + values.stream().map(String::valueOf).collect(Collectors.joining(" or ")));
    }
  }

  private static void all(String what, Map<String, ValueMatch> values, List<String> into) {
    values.forEach((name, value) ->
        into.add(
            what
                + " "
                + name
                + switch (value) {
                  case ValueMatch.Exact(String exact) ->
                      ": " + (SecretNames.has(name) ? "(hidden)" : exact);
                  case ValueMatch.Regex(String regex) -> " with a match of " + regex;
                  case ValueMatch.Present(boolean present) -> present ? " present" : " absent";
                }));
  }

  /** Who answers. */
  public static String target(RouteTarget target) {
    return switch (target) {
      case RouteTarget.ToPool(String pool) -> "pool " + pool;
      case RouteTarget.ToSplit(SplitSettings split) ->
          "split "
              + split.pools().entrySet().stream()
                  .map(each -> each.getKey() + ": " + each.getValue().value())
                  .collect(Collectors.joining(", "));
      case RouteTarget.Redirect(var redirect) ->
          "redirect " + redirect.status() + " to " + redirect.to();
      case RouteTarget.Respond(var respond) -> "respond " + respond.status();
    };
  }

  /** The part of the requests that {@code pool} gets by its weight, in percent. */
  static double share(SplitSettings split, String pool) {
    double sum = split.pools().values().stream().mapToInt(Weight::value).sum();
    Weight own = split.pools().get(pool);
    return own == null ? 0 : 100 * own.value() / sum;
  }

  static String sticky(@Nullable Sticky sticky) {
    return switch (sticky) {
      case null -> "every request is shared out anew";
      case Sticky.Cookie cookie -> "clients keep to their pool by the cookie " + cookie.cookie();
      case Sticky.ClientIp _ -> "clients keep to their pool by their address";
    };
  }

  /** How long the route waits, and when it tries again. */
  static List<String> terms(RouteSettings route) {
    TimeoutSettings times = route.timeouts();
    List<String> waits = new ArrayList<>();
    wait("connect", times.connect(), waits);
    wait("first-byte", times.firstByte(), waits);
    wait("idle", times.idle(), waits);
    wait("total", times.total(), waits);
    return List.of("timeouts: " + String.join(", ", waits), retry(route.retry()));
  }

  private static void wait(String what, Duration time, List<String> into) {
    into.add(what + " " + (time.isZero() ? "without end" : Durations.format(time)));
  }

  private static String retry(RetrySettings retry) {
    if (retry.attempts() == 0) {
      return "retry: never";
    }
    String on = retry.on().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "retry: "
        + (retry.attempts() == 1 ? "once" : "up to " + retry.attempts() + " times")
        + " after "
        + on
        + ", for "
        + retry.budget()
        + " of the requests at most";
  }
}
