package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a request reaches the backend, and what of an answer reaches the client. */
class ForwardingTest {
  private static final String LISTENER = "listeners: {web: {address: '127.0.0.1:0'}}\n";
  private static final String QUIET = "access-log: {format: off}\n";

  private Origin origin;

  @BeforeEach
  void start() {
    origin = Origin.saying("hello");
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private Gateway gateway(String rest) {
    return Gateway.start(
        LISTENER + QUIET + "pools: {app: {backends: ['" + origin.url() + "']}}\n" + rest);
  }

  private Message received(Gateway gateway, String request) throws Exception {
    try (Wire wire = Wire.connect(gateway.address("web"))) {
      assertThat(wire.send(request).answer().text()).isEqualTo("hello");
      return origin.onlyRequest();
    }
  }

  @Test
  void tellsBackendsWhoAsksAndDropsWhatAnUntrustedClientSaysAboutIt() throws Exception {
    try (Gateway gateway = gateway("routes: [{pool: app}]")) {
      Message request =
          received(
              gateway,
              """
              GET /a/../b?c=d HTTP/1.1
              Host: Shop.Example:8080
              Connection: keep-alive, X-Hop, Host, X-Forwarded-For
              X-Hop: for the proxy
              Keep-Alive: 5
              TE: gzip
              X-Forwarded-For: 6.6.6.6
              X_Forwarded_For: 6.6.6.6
              X-Forwarded-Host: evil.example
              X-Forwarded-Proto: https
              Forwarded: for=6.6.6.6
              X-Real-IP: 6.6.6.6
              X-Request-Id: mine
              Proxy-Connection: keep-alive
              Accept: text/plain

              """);
      assertThat(request.start()).isEqualTo("GET /b?c=d HTTP/1.1");
      String id = request.field("x-request-id");
      assertThat(id).isNotBlank().isNotEqualTo("mine");
      assertThat(request.fields().stream().map(String::toLowerCase))
          .containsExactlyInAnyOrder(
              "host: shop.example:8080",
              "accept: text/plain",
              "x-forwarded-for: 127.0.0.1",
              "x-forwarded-host: shop.example:8080",
              "x-forwarded-proto: http",
              "x-forwarded-port: 8080",
              "x-request-id: " + id,
              "via: 1.1 gatehouse");
    }
  }

  @Test
  void walksTheChainOfTrustedProxiesToTheFirstUntrustedAddress() throws Exception {
    String trust = "trusted-proxies: {peers: [127.0.0.0/8, 10.0.0.0/8]}\n";
    String route =
        "routes: [{match: {clients: [9.9.9.0/24]}, pool: app}, {name: no, respond: {status: 403}}]";
    try (Gateway gateway = gateway(trust + route)) {
      Message request =
          received(
              gateway,
              """
              GET / HTTP/1.1
              Host: shop.example
              X-Forwarded-For: 6.6.6.6, 9.9.9.9
              X-Forwarded-For: 10.1.2.3
              X-Forwarded-Proto: https
              X-Forwarded-Host: outside.example
              X-Request-Id: from-outside

              """);
      assertThat(request.all("x-forwarded-for")).containsExactly("9.9.9.9, 10.1.2.3, 127.0.0.1");
      assertThat(request.all("x-forwarded-proto")).containsExactly("https");
      assertThat(request.all("x-forwarded-host")).containsExactly("outside.example");
      assertThat(request.all("x-request-id")).containsExactly("from-outside");
      assertThat(request.all("host")).containsExactly("shop.example");
    }
  }

  @Test
  void writesForwardedWhereThatIsTheSource() throws Exception {
    String trust = "trusted-proxies: {peers: [127.0.0.1/32], header: forwarded}\n";
    try (Gateway gateway = gateway(trust + "routes: [{pool: app}]")) {
      Message request =
          received(
              gateway,
              """
              GET / HTTP/1.1
              Host: shop.example
              Forwarded: for="[2001:db8::1]:4711";proto=https
              X-Forwarded-For: 6.6.6.6

              """);
      assertThat(request.all("forwarded")).hasSize(1);
      assertThat(request.field("forwarded"))
          .contains("\"[2001:db8::1]\"", "for=127.0.0.1")
          .doesNotContain("6.6.6.6");
      assertThat(request.all("x-forwarded-for")).containsExactly("2001:db8::1, 127.0.0.1");
    }
  }

  @Test
  void sendsTheHostThatTheRouteWants() throws Exception {
    for (String policy : List.of("preserve", "backend", "named.example")) {
      String expected =
          switch (policy) {
            case "preserve" -> "shop.example";
            case "backend" -> "127.0.0.1:" + origin.port();
            default -> "named.example";
          };
      try (Gateway gateway = gateway("routes: [{pool: app, rewrite: {host: " + policy + "}}]")) {
        Message request = received(gateway, "GET / HTTP/1.1\nHost: shop.example\n\n");
        assertThat(request.all("host")).containsExactly(expected);
        assertThat(request.all("x-forwarded-host")).containsExactly("shop.example");
        origin.received().clear();
      }
    }
  }

  @Test
  void rewritesPathsAndFields() throws Exception {
    String route =
        """
        routes:
          - match: {path-prefix: /checkout}
            pool: app
            rewrite: {strip-prefix: /checkout, add-prefix: /v2}
            headers:
              request: {set: {x-tenant: acme}, add: {x-more: two}, remove: [x-internal]}
              response: {set: {x-served-by: gatehouse}, remove: [content-type]}
        """;
    try (Gateway gateway = gateway(route);
        Wire wire = Wire.connect(gateway.address("web"))) {
      String head = "GET /checkout/cart?x=1 HTTP/1.1\nHost: a.example\nX-Internal: 1\n";
      Message answer = wire.send(head + "X-Tenant: other\nX-More: one\n\n").answer();
      Message request = origin.onlyRequest();
      assertThat(request.start()).isEqualTo("GET /v2/cart?x=1 HTTP/1.1");
      assertThat(request.all("x-tenant")).containsExactly("acme");
      assertThat(request.all("x-more")).containsExactly("one", "two");
      assertThat(request.all("x-internal")).isEmpty();
      assertThat(answer.all("x-served-by")).containsExactly("gatehouse");
    }
  }

  @Test
  void takesFieldsOfTheBackendsConnectionOffItsAnswers() throws Exception {
    origin.close();
    origin =
        Origin.answering(
            """
            HTTP/1.1 200 OK
            Connection: keep-alive, X-Hop
            Keep-Alive: timeout=5
            X-Hop: 1
            X-End: 2
            Content-Length: 5

            hello\
            """);
    try (Gateway gateway = gateway("routes: [{pool: app}]");
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message answer = wire.send("GET / HTTP/1.1\nHost: a\n\n").answer();
      assertThat(answer.field("x-end")).isEqualTo("2");
      assertThat(answer.all("x-hop")).isEmpty();
      assertThat(answer.all("keep-alive")).isEmpty();
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (Gateway gateway = gateway("routes: [{pool: app}]");
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n");
      assertThat(wire.answer().text()).isEqualTo("hello");
      assertThat(wire.answer().text()).isEqualTo("hello");
      assertThat(origin.received().stream().map(Message::start))
          .containsExactly("GET /1 HTTP/1.1", "GET /2 HTTP/1.1");
    }
  }
}
