package dev.gatehouse.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a cache must not do to those who share it: hand out what is for one of them, or let one
 * decide what the others get. Over real sockets; backends answer with what they were asked.
 */
class CacheSafetyTest {
  private static final String DEFAULTS = "cache: {status-header: true}";

  // ---- what is for one user

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Cookie: session=1            | Content-Type: text/html",
        "Cookie: session=1            | Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT",
        "Authorization: Basic YTpi    | Cache-Control: max-age=600",
        "Authorization: Basic YTpi    | Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT",
        "Accept: text/css             | Content-Type: text/html",
        "Accept: text/css             | Cache-Control: private, max-age=600",
        "Accept: text/css             | Cache-Control: max-age=600, no-store",
        "Accept: text/css             | Cache-Control: max-age=600¦Set-Cookie: session=2",
        "Accept: text/css             | Cache-Control: max-age=600¦Cache-Control: private",
        "Accept: text/css             | Expires: 0",
        "Accept: text/css             | Cache-Control: max-age=600¦Vary: accept¦Vary: *",
      })
  void aPageForOneUserIsNotSharedHoweverStaticItsUrlLooks(String asked, String said)
      throws IOException {
    try (Origin origin = echo(said.replace("¦", "\n"));
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire victim = Wire.connect(gateway.address("web"));
        Wire attacker = Wire.connect(gateway.address("web"))) {
      victim.send("GET /account/x.css HTTP/1.1\nHost: shop\n" + asked + "\n\n").answer();

      Message stolen = attacker.send("GET /account/x.css HTTP/1.1\nHost: shop\n\n").answer();

      assertThat(stolen.text()).doesNotContain(asked);
      assertThat(stolen.field("cache-status")).doesNotContain("hit");
      assertThat(origin.received()).hasSize(2);
    }
  }

  // ---- what one could do to others

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Original-URL: /evil",
        "X-Rewrite-URL: /evil",
        "x_original_url: /evil",
        "X-HTTP-Method-Override: POST",
        "X-Host: evil",
        "X-Forwarded-Server: evil",
        "X-Forwarded-Scheme: evil",
        "X-Forwarded-Prefix: /evil",
        "X-Middleware-Subrequest: evil",
        "X.Forwarded.Host: evil",
      })
  void whatIsNotInTheKeyIsNotSentOnNotEvenForATrustedProxy(String field) throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS, "trusted-proxies: {peers: [127.0.0.0/8]}");
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message poisoned = wire.send("GET / HTTP/1.1\nHost: shop\n" + field + "\n\n").answer();

      assertThat(poisoned.text()).startsWith("GET / ").doesNotContain("evil");
    }
  }

  @Test
  void aMethodThatAFieldOverridesIsNotSentOn() throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("GET / HTTP/1.1\nHost: shop\nX-HTTP-Method-Override: POST\n\n").answer();

      assertThat(origin.onlyRequest().field("x-http-method-override")).isNull();
    }
  }

  @Test
  void whatTheRouteCountsIsSentOnAndTellsRequestsApart() throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway =
            gateway(
                origin,
                "cache: {key: {headers: [x-forwarded-prefix]}}",
                "trusted-proxies: {peers: [127.0.0.0/8]}");
        Wire wire = Wire.connect(gateway.address("web"))) {
      for (String prefix : List.of("/a", "/b", "/a", "/b")) {
        assertThat(
                wire.send("GET / HTTP/1.1\nHost: shop\nX-Forwarded-Prefix: " + prefix + "\n\n")
                    .answer()
                    .text()
                    .toLowerCase(Locale.ROOT))
            .contains("x-forwarded-prefix: " + prefix);
      }
      assertThat(origin.received()).hasSize(2);
    }
  }

  @Test
  void hostSchemeAndPortOfATrustedProxyTellRequestsApart() throws IOException {
    List<String> outer =
        List.of(
            "X-Forwarded-Host: shop.example",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Port: 1337",
            "Accept: */*");
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS, "trusted-proxies: {peers: [127.0.0.0/8]}");
        Wire wire = Wire.connect(gateway.address("web"))) {
      List<String> first = new ArrayList<>();
      for (String field : outer) {
        first.add(wire.send("GET / HTTP/1.1\nHost: shop\n" + field + "\n\n").answer().text());
      }
      for (int i = 0; i < outer.size(); i++) {
        Message again = wire.send("GET / HTTP/1.1\nHost: shop\n" + outer.get(i) + "\n\n").answer();
        assertThat(again.text()).isEqualTo(first.get(i));
        assertThat(again.field("cache-status")).contains("hit");
      }
      assertThat(first).doesNotHaveDuplicates();
    }
  }

  @Test
  void contentOfAGetNeitherReachesTheStoreNorIsAnsweredFromThere() throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire wire = Wire.connect(gateway.address("web"))) {
      String fat = "GET / HTTP/1.1\nHost: shop\nContent-Length: 4\n\nevil";
      assertThat(wire.send(fat).answer().field("cache-status")).contains("request-content");
      assertThat(wire.send("GET / HTTP/1.1\nHost: shop\n\n").answer().text())
          .doesNotContain("ontent-");
      assertThat(wire.send(fat).answer().text()).contains("4");
      assertThat(origin.received()).hasSize(3);
    }
  }

  @Test
  void aKeyedFieldThatConnectionNamesIsNeitherInTheKeyNorSentOn() throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, "cache: {key: {headers: [x-lang]}}");
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message hidden =
          wire.send("GET / HTTP/1.1\nHost: shop\nConnection: x-lang\nX-Lang: evil\n\n").answer();
      assertThat(hidden.text()).doesNotContain("evil");
      assertThat(wire.send("GET / HTTP/1.1\nHost: shop\n\n").answer().text())
          .isEqualTo(hidden.text());
      assertThat(origin.received()).hasSize(1);
    }
  }

  @Test
  void aRequestForAPartOrWithAConditionLeavesNothingPartial() throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600\nETag: \"a\"");
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("GET / HTTP/1.1\nHost: shop\nRange: bytes=0-3\n\n").answer();
      wire.send("GET / HTTP/1.1\nHost: shop\nIf-None-Match: \"a\"\n\n").answer();

      Message whole = wire.send("GET / HTTP/1.1\nHost: shop\n\n").answer();
      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.text()).startsWith("GET / HTTP/1.1");
    }
  }

  // ---- keys

  @Test
  void everyTargetHasItsOwnAnswerAndKeysAreWhatIsSent() throws IOException {
    List<String> targets =
        List.of(
            "/a",
            "/A",
            "/a/",
            "/a//",
            "/a?",
            "/a?b",
            "/a?B",
            "/a?b=",
            "/a?b&c",
            "/a?c&b",
            "/a%2Fb",
            "/a/b",
            "/a;b",
            "/a%3Bb",
            "/a%3Fb",
            "/a?b%26c",
            "/a/%20",
            "/a.css",
            "/a%E2%80%A8");
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire wire = Wire.connect(gateway.address("web"))) {
      for (int round = 0; round < 2; round++) {
        for (String target : targets) {
          assertThat(wire.send("GET " + target + " HTTP/1.1\nHost: shop\n\n").answer().text())
              .startsWith("GET " + target + " HTTP/1.1");
        }
      }
      assertThat(origin.received()).hasSize(targets.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x/../a", "/./a", "/%61", "//a", "/a#", "http://shop/a"})
  void anotherSpellingOfAPathIsRefusedOrTheSame(String target) throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message plain = wire.send("GET /a HTTP/1.1\nHost: shop\n\n").answer();

      Message other = wire.send("GET " + target + " HTTP/1.1\nHost: shop\n\n").answer();

      assertThat(other.status() == 400 || other.text().equals(plain.text())).isTrue();
      assertThat(origin.received()).hasSize(1);
    }
  }

  @Test
  void hostsDoNotShare() throws IOException {
    List<String> hosts = List.of("shop", "shop:8080", "shop.example", "evil");
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, DEFAULTS);
        Wire wire = Wire.connect(gateway.address("web"))) {
      for (int round = 0; round < 2; round++) {
        for (String host : hosts) {
          assertThat(wire.send("GET / HTTP/1.1\nHost: " + host + "\n\n").answer().text())
              .containsIgnoringCase("\nhost: " + host + "\n");
        }
      }
      wire.send("GET / HTTP/1.1\nHost: SHOP.\n\n").answer();
      assertThat(origin.received()).hasSize(hosts.size());
    }
  }

  @Test
  void whatAKeyLeavesOutOfTheQueryIsNotSent() throws IOException {
    try (Origin origin = echo("Cache-Control: max-age=600");
        Gateway gateway = gateway(origin, "cache: {key: {query: {ignore: [utm_*]}}}");
        Wire wire = Wire.connect(gateway.address("web"))) {
      assertThat(wire.send("GET /?utm_x=evil&a=1 HTTP/1.1\nHost: shop\n\n").answer().text())
          .startsWith("GET /?a=1 HTTP/1.1");
      assertThat(wire.send("GET /?a=1&utm_y=2 HTTP/1.1\nHost: shop\n\n").answer().text())
          .startsWith("GET /?a=1 HTTP/1.1");
      assertThat(origin.received()).hasSize(1);
    }
  }

  // ---- what is no answer

  @Test
  void errorsOfTheProxyAreNeverStored() throws IOException {
    Origin gone = echo("Cache-Control: max-age=600");
    int port = gone.port();
    String cache =
        "retry: {attempts: 0}, cache: {status-header: true, default-ttl: 1h, override-ttl: 1h,"
            + " negative-ttl: {502: 1h, 503: 1h, 504: 1h}}";
    try (Gateway gateway = gateway(gone, cache);
        Wire wire = Wire.connect(gateway.address("web"))) {
      gone.die();
      Message error = wire.send("GET / HTTP/1.1\nHost: shop\n\n").answer();
      assertThat(error.status()).isEqualTo(502);

      try (Origin back = Origin.startAt(port, CacheSafetyTest::echoed)) {
        Message answer = wire.send("GET / HTTP/1.1\nHost: shop\n\n").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(back.received()).hasSize(1);
      }
    }
  }

  @Test
  void whatBreaksOffIsNotStored() throws IOException {
    try (Origin origin =
            Origin.start((self, wire) -> {
              if (self.receive(wire)) {
                boolean first = self.received().size() == 1;
                wire.send(
                    "HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: 200000\n\n"
                        + "x".repeat(first ? 150_000 : 200_000));
              }
            });
        Gateway gateway = gateway(origin, "retry: {attempts: 0}, " + DEFAULTS)) {
      try (Wire wire = Wire.connect(gateway.address("web"))) {
        wire.send("GET / HTTP/1.1\nHost: shop\n\n");
        assertThatIOException().isThrownBy(wire::answer);
      }
      try (Wire wire = Wire.connect(gateway.address("web"))) {
        assertThat(wire.send("GET / HTTP/1.1\nHost: shop\n\n").answer().content()).hasSize(200_000);
      }
      assertThat(origin.received()).hasSize(2);
    }
  }

  // ---- the rig

  /** A backend that answers with what it was asked, and with {@code fields}. */
  private static Origin echo(String fields) {
    return Origin.start((self, wire) -> {
      while (self.receive(wire)) {
        answer(self, wire, fields);
      }
    });
  }

  private static void echoed(Origin self, Wire wire) throws IOException {
    while (self.receive(wire)) {
      answer(self, wire, "Cache-Control: max-age=600");
    }
  }

  private static void answer(Origin self, Wire wire, String fields) throws IOException {
    Message asked = List.copyOf(self.received()).getLast();
    String echo = asked.start() + "\n" + String.join("\n", asked.fields()) + "\n";
    wire.send("HTTP/1.1 200 OK\n" + fields + "\nContent-Length: " + echo.length() + "\n\n");
    wire.send(echo.getBytes(US_ASCII));
  }

  private static Gateway gateway(Origin origin, String route, String... more) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ['http://127.0.0.1:%d']}}
        routes: [{pool: app, %s}]
        %s
        """
            .formatted(origin.port(), route, String.join("\n", more)));
  }
}
