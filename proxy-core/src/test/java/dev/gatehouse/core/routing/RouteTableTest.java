package dev.gatehouse.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RouteTableTest {
  @ParameterizedTest
  @MethodSource("blocks")
  void findsTheMostSpecificRoute(RoutingText.Block block) {
    RouteTable<String> table = RoutingText.table(block.routes());
    SoftAssertions all = new SoftAssertions();
    for (String line : block.requests()) {
      String[] sides = line.split("=> ", -1);
      RoutingText.Ask ask = RoutingText.ask(sides[0]);
      NoMatch noMatch = ask.trace(table).noMatch();
      String found = ask.of(table);
      all.assertThat(noMatch == null).as(line).isEqualTo(found != null);
      all.assertThat(noMatch == null ? found : noMatch.code()).as(line).isEqualTo(sides[1].trim());
    }
    all.assertAll();
  }

  static List<RoutingText.Block> blocks() throws IOException {
    try (InputStream file = RouteTableTest.class.getResourceAsStream("routes.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return RoutingText.blocks(Arrays.asList(text.split("\n", -1)));
    }
  }

  @Test
  void hasNoRouteForAnythingWhenEmpty() {
    RouteTable<String> empty = RoutingText.table(List.of());
    RoutingText.Ask ask = RoutingText.ask("GET example.com /");
    assertThat(ask.of(empty)).isNull();
    assertThat(ask.trace(empty).noMatch()).isEqualTo(NoMatch.HOST);
    assertThat(ask.trace(empty).steps()).isEmpty();
    assertThat(empty.size()).isZero();
  }

  @Test
  void findsInternationalHostsByTheirAsciiForm() {
    RouteTable<String> table =
        RoutingText.table(List.of("u hosts=B\u00fccher.example,*.\u00e9.example"));
    assertThat(RoutingText.ask("GET xn--bcher-kva.example /").of(table)).isEqualTo("u");
    assertThat(RoutingText.ask("GET a.xn--9ca.example /").of(table)).isEqualTo("u");
  }

  @Test
  void comparesTextBeyondAsciiInHeadersAndQueries() {
    RouteTable<String> table =
        RoutingText.table(List.of("h header:x=\u00e9", "q query:\u00fc=\u20ac"));
    assertThat(RoutingText.ask("GET a / header:x=\u00c3\u00a9").of(table)).isEqualTo("h");
    assertThat(RoutingText.ask("GET a /?%C3%BC=%e2%82%AC").of(table)).isEqualTo("q");
  }

  @Test
  void makesNoObjectsWithoutExpressions() {
    RouteTable<String> table =
        RoutingText.table(
            List.of(
                "rest",
                "wide hosts=*.example.com prefix=/api",
                "deep hosts=*.example.com prefix=/api/v1/items methods=POST",
                "exact hosts=*.example.com path=/api/v1/items/7 header:x-env=blue query:q=a+b"));
    RoutingText.Ask ask =
        RoutingText.ask("GET www.example.com /api/v1/items/7?q=b header:x-env=blue");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 10; i++) {
      assertThat(ask.of(table)).isEqualTo("wide");
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      Objects.requireNonNull(ask.of(table));
    }
    long perMatch = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
    assertThat(perMatch).isZero();
  }

  @Test
  void tellsWhatBecameOfEveryRoute() {
    RouteTable<String> table =
        RoutingText.table(
            List.of(
                "other hosts=other.example.com",
                "root prefix=/",
                "checkout hosts=shop.example.com prefix=/checkout methods=GET,POST",
                "beta hosts=shop.example.com prefix=/checkout cookie:beta=1 header:x-env=~^b",
                "wild hosts=*.example.com prefix=/checkout",
                "exact hosts=shop.example.com path=/cart",
                "secure listeners=secure hosts=shop.example.com",
                "inside hosts=shop.example.com clients=10.0.0.0/8,fd00::/8",
                "late hosts=shop.example.com prefix=/checkout methods=GET"));
    RouteTrace trace = RoutingText.ask("GET shop.example.com:80 /checkout/1").trace(table);
    assertThat(trace.noMatch()).isNull();
    assertThat(trace.steps())
        .map(RouteTrace.Step::toString)
        .containsExactly(
            "checkout: chosen by host shop.example.com, path-prefix /checkout, method",
            "late: matches too, but checkout stands before it in the file",
            "beta: header x-env none (expected: a match of ^b); cookie beta none (expected: 1)",
            "secure: listener web (expected: secure)",
            "inside: client 192.0.2.1 (expected: 10.0.0.0/8, fd00::/8)",
            "wild: matches too, but checkout is more specific by host shop.example.com",
            "root: matches too, but checkout is more specific by host shop.example.com",
            "other: host shop.example.com (expected: other.example.com)",
            "exact: path /checkout/1 (expected: path /cart)");
    assertThat(trace.steps())
        .map(RouteTrace.Step::verdict)
        .startsWith(RouteTrace.Verdict.CHOSEN, RouteTrace.Verdict.OUTRANKED)
        .endsWith(RouteTrace.Verdict.NO_MATCH);
  }

  @Test
  void tellsByWhatTheWinnerIsMoreSpecific() {
    assertThat(outranked("a path=/x", "b prefix=/x")).isEqualTo("a is more specific by path /x");
    assertThat(outranked("a prefix=/x", "b prefix=/"))
        .isEqualTo("a is more specific by path-prefix /x");
    assertThat(outranked("a regex=/.*", "b")).isEqualTo("a is more specific by path-regex /.*");
    assertThat(outranked("b", "a methods=GET")).isEqualTo("a asks for the method");
    assertThat(outranked("b", "a header:x=+")).isEqualTo("a asks for more headers");
    assertThat(outranked("b", "a query:q=+")).isEqualTo("a asks for more query parameters");
    assertThat(outranked("b", "a cookie:c=+")).isEqualTo("a asks for more cookies");
    assertThat(outranked("a", "b")).isEqualTo("a stands before it in the file");
    assertThat(outranked("a hosts=*.b.c", "b")).isEqualTo("a is more specific by host *.b.c");
  }

  private static String outranked(String... routes) {
    return RoutingText.ask("GET a.b.c /x?q=1 header:x=1 header:cookie=c=1")
        .trace(RoutingText.table(List.of(routes)))
        .steps()
        .get(1)
        .toString()
        .replace("b: matches too, but ", "");
  }
}
