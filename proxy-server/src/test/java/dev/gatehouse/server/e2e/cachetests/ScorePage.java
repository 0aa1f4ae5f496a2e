package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.cachetests.Case.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The page that says how Gatehouse stands, and why what does not pass does not. */
final class ScorePage {
  private static final String HEAD =
      """
      # The public suite for HTTP caches

      [http-tests/cache-tests](https://github.com/http-tests/cache-tests) asks a cache about 360 questions: 160 it has
      to pass, if RFC 9111 and its neighbours are read as the suite's author reads them; some show that it does as well
      as it might; others only ask how it behaves.

      The build plays both editions of it against a whole Gatehouse over sockets, with a wall clock that is moved where
      the suite waits (`CacheTestsTest`). The suite's own client and origin, in real time and with nginx to compare:

          bench/check/cache_tests.py --cache gatehouse,nginx

      ended with the same results, case by case, as the repository's edition does in the build; Debian's nginx 1.22.1, as
      the suite configures it, passes 100 of the 160 required and 58 of the 105 optional cases.

      The route says `cache: {set-cookie: store, stale-if-error: 1h}`: the suite wants Set-Cookie to be stored, which
      Gatehouse refuses unless it is told so, and can only find that must-revalidate is obeyed where stale responses
      answer for errors at all. A case counts only if those have passed on which it depends. This page is written by
      `-Dgatehouse.cache-tests=write`; the result of every case stands in
      `proxy-server/src/test/resources/dev/gatehouse/server/e2e/cachetests/*.score`.

      """;

  private final List<Score> scores;
  private final Argued argued;

  ScorePage(List<Score> scores, Argued argued) {
    this.scores = scores;
    this.argued = argued;
  }

  String text() {
    return HEAD
        + table()
        + "\n"
        + failures(Kind.REQUIRED, "Required, and not passed")
        + "\n"
        + failures(Kind.OPTIMAL, "Optional, and not passed");
  }

  /** The sums, as README has them too. */
  String table() {
    StringBuilder text = new StringBuilder("| cases |");
    scores.forEach(score -> text.append(' ').append(score.edition().title()).append(" |"));
    text.append("\n| --- |").append(" --- |".repeat(scores.size())).append('\n');
    for (Kind kind : Kind.values()) {
      text.append("| ").append(kind.title()).append(" |");
      scores.forEach(score -> text.append(' ').append(score.sum(kind)).append(" |"));
      text.append('\n');
    }
    return text.toString();
  }

  private String failures(Kind kind, String title) {
    Map<String, TreeSet<String>> editions = new LinkedHashMap<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Score score : scores) {
      for (Case each : score.failed(kind)) {
        String reason = argued.of(score.edition(), each);
        String why = reason == null ? "(" + score.of(each).why() + ")" : reason;
        editions.computeIfAbsent(each.id(), id -> new TreeSet<>()).add(score.edition().file());
        reasons.merge(each.id(), why, (one, other) -> one.equals(other) ? one : one + " " + other);
      }
    }
    return reasons.entrySet().stream()
        .map(each ->
            "- `%s` (%s): %s\n"
                .formatted(
                    each.getKey(), String.join(", ", editions.get(each.getKey())), each.getValue()))
        .collect(Collectors.joining("", "## " + title + "\n\n", ""));
  }
}
