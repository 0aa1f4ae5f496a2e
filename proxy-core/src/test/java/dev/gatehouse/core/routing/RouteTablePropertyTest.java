package dev.gatehouse.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.net.CidrSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table against a matcher that looks at every route and sorts those that match. */
class RouteTablePropertyTest {
  private static final String[] HOSTS = {
    "a.com", "b.com", "x.a.com", "y.x.a.com", "z.y.x.a.com", "com", "a.org"
  };
  private static final String[] PATTERNS = {
    "a.com", "b.com", "x.a.com", "y.x.a.com", "*.com", "*.a.com", "*.x.a.com", "*.org"
  };
  private static final String[] SEGMENTS = {"a", "b", "ab", "a%2Fb", ""};
  private static final String[] METHODS = {"GET", "POST", "PUT"};
  private static final String[] CLIENTS = {"10.0.0.1", "10.1.0.1", "192.0.2.1"};

  private final Random random = new Random(20261120);

  @Test
  void agreesWithLookingAtEveryRoute() {
    int found = 0;
    int none = 0;
    int shadowed = 0;
    for (int round = 0; round < 400; round++) {
      List<RouteRule<String>> rules = new ArrayList<>();
      for (int i = random.nextInt(25); i >= 0; i--) {
        rules.add(RoutingText.rule(route("r" + rules.size())));
      }
      RouteTable<String> table = RouteTable.of(rules);
      List<String> unreachable =
          table.shadows(List.of("web", "other")).stream()
              .filter(Shadow::whole)
              .map(Shadow::route)
              .toList();
      shadowed += unreachable.size();
      for (int i = 0; i < 40; i++) {
        String line = request();
        RoutingText.Ask ask = RoutingText.ask(line);
        String expected = naive(rules, ask);
        assertThat(ask.of(table)).as(() -> line + " in " + rules).isEqualTo(expected);
        if (!ask.request().path().equals("*")) {
          assertThat(unreachable).as(() -> line + " in " + rules).doesNotContain(expected + "");
        }
        if (i % 4 == 0) {
          check(ask.trace(table), rules, ask, expected);
        }
        if (expected == null) {
          none++;
        } else {
          found++;
        }
      }
    }
    assertThat(found).isGreaterThan(3_000);
    assertThat(none).isGreaterThan(1_000);
    assertThat(shadowed).isGreaterThan(100);
  }

  /** What a trace says of every single route is what the naive matcher says of it. */
  private static void check(
      RouteTrace trace,
      List<RouteRule<String>> rules,
      RoutingText.Ask ask,
      @Nullable String expected) {
    List<RouteTrace.Step> steps = trace.steps();
    assertThat(steps).hasSameSizeAs(rules);
    for (RouteTrace.Step step : steps) {
      RouteRule<String> rule =
          rules.get(Integer.parseInt(step.route(), 1, step.route().length(), 10));
      assertThat(step.verdict() != RouteTrace.Verdict.NO_MATCH)
          .as(() -> step + " for " + rule)
          .isEqualTo(matches(rule, ask));
      assertThat(step.verdict() == RouteTrace.Verdict.CHOSEN)
          .isEqualTo(rule.name().equals(expected));
    }
  }

  private String route(String name) {
    StringBuilder line = new StringBuilder(name);
    if (random.nextInt(3) > 0) {
      line.append(" hosts=").append(pick(PATTERNS));
      line.append(random.nextInt(3) == 0 ? "," + pick(PATTERNS) : "");
    }
    switch (random.nextInt(5)) {
      case 0 -> line.append(" path=").append(path());
      case 1, 2 -> line.append(" prefix=").append(path());
      case 3 -> line.append(" regex=").append(pick("/a.*", ".*b", "/", "/[ab]/.*"));
      default -> {}
    }
    line.append(random.nextInt(4) == 0 ? " methods=" + pick(METHODS) : "");
    line.append(random.nextInt(4) == 0 ? " header:x=" + pick("1", "2", "~1|2", "+", "-") : "");
    line.append(random.nextInt(6) == 0 ? " header:y=" + pick("1", "+") : "");
    line.append(random.nextInt(6) == 0 ? " query:q=" + pick("1", "2", "+", "-") : "");
    line.append(random.nextInt(6) == 0 ? " cookie:c=" + pick("1", "2", "+", "-") : "");
    line.append(random.nextInt(6) == 0 ? " clients=" + pick("10.0.0.0/16", "10.0.0.0/8") : "");
    line.append(random.nextInt(8) == 0 ? " listeners=" + pick("web", "other") : "");
    return line.toString();
  }

  private String request() {
    StringBuilder line = new StringBuilder(pick(METHODS)).append(' ').append(pick(HOSTS));
    line.append(' ').append(random.nextInt(4) == 0 ? "//a" : path());
    line.append(random.nextInt(3) == 0 ? "?q=" + pick("1", "2", "3") : "");
    line.append(random.nextBoolean() ? " header:x=" + pick("1", "2", "3") : "");
    line.append(random.nextInt(3) == 0 ? " header:y=" + pick("1", "2") : "");
    line.append(random.nextInt(3) == 0 ? " header:cookie=c=" + pick("1", "2") : "");
    return line.append(" client=").append(pick(CLIENTS)).toString();
  }

  private String path() {
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append(pick(SEGMENTS)).append(i > 1 || random.nextInt(4) == 0 ? "/" : "");
    }
    return path.toString();
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static @Nullable String naive(List<RouteRule<String>> rules, RoutingText.Ask ask) {
    String host = ask.request().authority().host();
    return rules.stream()
        .filter(rule -> matches(rule, ask))
        .min(
            Comparator.<RouteRule<String>>comparingInt(rule -> -hostRank(rule.match(), host))
                .thenComparingInt(rule -> -pathRank(rule.match()))
                .thenComparing(rule -> rule.match().methods().isEmpty())
                .thenComparingInt(rule -> -rule.match().headers().size())
                .thenComparingInt(rule -> -rule.match().query().size())
                .thenComparingInt(rule -> -rule.match().cookies().size())
                .thenComparingInt(rules::indexOf))
        .map(RouteRule::value)
        .orElse(null);
  }

  private static boolean matches(RouteRule<String> rule, RoutingText.Ask ask) {
    MatchSettings match = rule.match();
    Request request = ask.request();
    String query = Objects.requireNonNullElse(request.query(), "");
    String cookie = Objects.requireNonNullElse(request.headers().get("cookie"), "");
    return hostRank(match, request.authority().host()) >= 0
        && pathMatches(match, request.path())
        && (rule.listeners().isEmpty() || rule.listeners().contains(ask.listener()))
        && (match.methods().isEmpty() || match.methods().contains(request.method()))
        && (match.clients().isEmpty() || CidrSet.of(match.clients()).contains(ask.client()))
        && valuesMatch(match.headers(), request.headers()::get)
        && valuesMatch(match.query(), n -> query.startsWith(n + "=") ? query.substring(2) : null)
        && valuesMatch(match.cookies(), n -> cookie.startsWith(n) ? cookie.substring(2) : null);
  }

  /** The length of the longest pattern that covers {@code host}, an exact one beyond all. */
  private static int hostRank(MatchSettings match, String host) {
    int best = match.hosts().isEmpty() ? 0 : -1;
    for (String pattern : match.hosts()) {
      if (pattern.equals(host)) {
        best = 1_000;
      } else if (pattern.startsWith("*") && host.endsWith(pattern.substring(1))) {
        best = Math.max(best, pattern.length());
      }
    }
    return best;
  }

  private static int pathRank(MatchSettings match) {
    if (match.path() != null) {
      return 1_000;
    }
    if (match.pathPrefix() != null) {
      return 10 + folded(match.pathPrefix()).length();
    }
    return match.pathRegex() == null ? 0 : 1;
  }

  private static boolean pathMatches(MatchSettings match, String path) {
    if (match.path() != null) {
      return folded(match.path()).equals(folded(path));
    }
    if (match.pathPrefix() != null) {
      return (folded(path) + "/").startsWith(folded(match.pathPrefix() + "/"));
    }
    return match.pathRegex() == null || Pattern.matches(match.pathRegex(), path);
  }

  private static String folded(String path) {
    return path.replace("%2F", "/").replaceAll("/+", "/");
  }

  private interface Values {
    @Nullable String get(String name);
  }

  private static boolean valuesMatch(Map<String, ValueMatch> matches, Values values) {
    return matches.entrySet().stream()
        .allMatch(entry -> {
          String value = values.get(entry.getKey());
          return switch (entry.getValue()) {
            case ValueMatch.Exact(String text) -> text.equals(value);
            case ValueMatch.Regex(String regex) ->
                value != null && Pattern.compile(regex).matcher(value).find();
            case ValueMatch.Present(boolean present) -> present == (value != null);
          };
        });
  }
}
