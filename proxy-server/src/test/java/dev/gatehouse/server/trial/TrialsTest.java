package dev.gatehouse.server.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialsTest {
  private static final String SHOP =
      """
      listeners: {web: {address: '0.0.0.0:8080'}, inner: {address: '127.0.0.1:8081'}}
      trusted-proxies: {peers: [10.0.0.0/8]}
      pools: {app: {backends: ['http://a']}, next: {backends: ['http://b']}, off: {backends: ['http://c']}}
      routes:
        - {name: shop, match: {path-prefix: /shop}, pool: app, rewrite: {strip-prefix: /shop, host: app.internal}}
        - {name: post, match: {path-prefix: /shop, methods: [POST]}, pool: next, rewrite: {host: backend}}
        - {name: canary, match: {path: /canary}, split: {pools: {app: 9, next: 1, off: 0}, override: {header: x-pool}}}
        - {name: old, match: {path-prefix: /old}, redirect: {to: 'https://{host}/new{uri}'}}
        - {name: ok, match: {path: /ok}, respond: {status: 204}}
        - {name: office, match: {path: /office, clients: [192.0.2.0/24]}, pool: app}
        - {name: inner, listeners: [inner], match: {path: /inner}, pool: app}
        - {name: forwarded, match: {path: /proto, headers: {x-forwarded-proto: https}}, pool: app}
      tests:
      """;

  private static List<String> failures(String test) {
    Loaded loaded =
        new ConfigurationLoader(Map.of()).load("f", SHOP + "  - " + test + "\n", Path.of("/"));
    if (!(loaded instanceof Loaded.Valid valid)) {
      throw new AssertionError(loaded);
    }
    return Trials.failures(valid.settings(), Course.table(valid.settings()), valid.positions())
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private static List<String> failures(String request, String expect) {
    return failures("{request: {" + request + "}, expect: {" + expect + "}}");
  }

  private static void holds(String request, String expect) {
    assertThat(failures(request, expect)).isEmpty();
  }

  @Test
  void whatIsExpectedOfARouteIsWhatRequestsMeetThere() {
    holds("url: 'http://a/shop/1'", "route: shop, pool: app, path: /1, host: app.internal");
    holds("url: 'http://a/shop/1', method: POST", "route: post, pool: next, path: /shop/1");
    holds(
        "url: 'http://a.test/old/x?y=1'", "redirect: 'https://a.test/new/old/x?y=1', status: 308");
    holds("url: 'http://a/ok'", "route: ok, status: 204");
    holds("url: 'http://a/nothing'", "status: 404");
    holds("url: 'http://a/inner', listener: inner", "route: inner");
    holds("url: 'http://a:8081/inner'", "route: inner");
    holds("url: 'http://a:8080/inner'", "status: 404");
  }

  @Test
  void aSplitGoesToEachPoolThatHasAShareOrToTheOneTheClientNames() {
    holds("url: 'http://a/canary'", "pool: app");
    holds("url: 'http://a/canary'", "pool: next");
    holds("url: 'http://a/canary', headers: {X-Pool: off}", "pool: off");
    assertThat(failures("url: 'http://a/canary'", "pool: off"))
        .containsExactly("f:14:56: tests[0].expect.pool: goes to app or next (expected: off)");
    assertThat(failures("url: 'http://a/canary', headers: {X-Pool: next}", "pool: app"))
        .singleElement()
        .asString()
        .endsWith("tests[0].expect.pool: goes to next (expected: app)");
  }

  @Test
  void clientsAreWhoTrustedProxiesSayTheyAre() {
    String behind = "url: 'http://a/office', headers: {X-Forwarded-For: 192.0.2.7}";
    holds(behind + ", client: 10.1.1.1", "route: office, client: 192.0.2.7");
    holds(behind + ", client: 198.51.100.1", "status: 404, client: 198.51.100.1");
    String secure = "url: 'http://a/proto', headers: {X-Forwarded-Proto: https}";
    holds(secure + ", client: 10.1.1.1", "route: forwarded");
    holds(secure + ", client: 198.51.100.1", "status: 404");
    holds("url: 'https://a/proto'", "route: forwarded");
  }

  @Test
  void aFailureSaysWhatCameAndWhyItWasNotWhatWasExpected() {
    assertThat(failures("url: 'http://a/shop/1'", "route: post, pool: next, path: /x, status: 200"))
        .containsExactly(
            "f:14:57: tests[0].expect.route: takes shop, not post: method GET (expected: POST)",
            "f:14:69: tests[0].expect.pool: goes to app (expected: next)",
            "f:14:93: tests[0].expect.status: goes to app (expected: 200)",
            "f:14:81: tests[0].expect.path: /1 (expected: /x)");
    assertThat(failures("url: 'http://a/nothing'", "route: shpo, redirect: 'http://b/'"))
        .containsExactly(
            "f:14:58: tests[0].expect.route: takes no route, not shpo: there is no such route",
            "f:14:74: tests[0].expect.redirect: is answered with 404 (expected: http://b/)");
  }
}
