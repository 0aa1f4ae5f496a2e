package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces as a collector gets them, and what backends get to see of them. */
class TracingTest {
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private Collector collector;
  private Origin origin;

  @BeforeEach
  void start() {
    collector = Collector.start();
    origin = Origin.saying("hello");
  }

  @AfterEach
  void stop() {
    origin.close();
    collector.close();
  }

  private Gateway gateway(String tracing) {
    return Gateway.start(configuration(tracing, "'" + origin.url() + "'"));
  }

  private String configuration(String tracing, String backends) {
    return """
    admin: {address: "127.0.0.1:0"}
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    trusted-proxies: {peers: [127.0.0.1]}
    %s
    pools: {app: {backends: [%s], balancer: round-robin}}
    routes:
      - {name: shop, pool: app}
      - {name: broken, match: {path: /broken}, respond: {status: 500}}
      - {name: kept, match: {path: /kept}, pool: app, cache: {default-ttl: 1m}}
    """
        .formatted(
            tracing.isEmpty()
                ? ""
                : "tracing: {endpoint: '%s', %s}".formatted(collector.url(), tracing),
            backends);
  }

  private static Client client(Gateway gateway) {
    return JdkClient.cleartext(gateway.http("web", "/"));
  }

  private static String seen(Message request, String field) {
    return Objects.requireNonNull(request.field(field), field);
  }

  @Test
  void aRequestIsASpanOfTheServerWithOneOfAClientBelow() throws Exception {
    try (Gateway gateway =
            gateway(
                "sample: 100%, service-name: edge, attributes: {zone: a},"
                    + " headers: {authorization: 'Bearer hunter2'}");
        Client client = client(gateway)) {
      client.send(Ask.post("/cart?token=hunter2&x=1", "12345").with("user-agent", "test"));
      List<Collector.Span> spans = collector.spans(2);

      Collector.Span server = spans.getFirst();
      assertThat(server.kind()).isEqualTo(2);
      assertThat(server.name()).isEqualTo("POST shop");
      assertThat(server.parent()).isEmpty();
      assertThat(server.status()).isZero();
      assertThat(server.end()).isGreaterThan(server.start());
      assertThat(server.attributes())
          .containsEntry("http.request.method", "POST")
          .containsEntry("http.response.status_code", "200")
          .containsEntry("url.scheme", "http")
          .containsEntry("url.path", "/cart")
          .containsEntry("url.query", "token=***&x=***")
          .containsEntry("server.address", "127.0.0.1")
          .containsEntry("server.port", Integer.toString(gateway.port("web")))
          .containsEntry("client.address", "127.0.0.1")
          .containsEntry("network.protocol.version", "1.1")
          .containsEntry("user_agent.original", "test")
          .containsEntry("http.request.body.size", "5")
          .containsEntry("gatehouse.route", "shop")
          .containsEntry("gatehouse.request_id", seen(origin.onlyRequest(), "x-request-id"))
          .doesNotContainKey("error.type");
      assertThat(server.events()).contains("backend");
      assertThat(server.resource())
          .containsEntry("service.name", "edge")
          .containsEntry("service.version", "test")
          .containsEntry("zone", "a");

      Collector.Span attempt = spans.getLast();
      assertThat(attempt.kind()).isEqualTo(3);
      assertThat(attempt.name()).isEqualTo("POST");
      assertThat(attempt.trace()).isEqualTo(server.trace());
      assertThat(attempt.parent()).isEqualTo(server.id());
      assertThat(attempt.start()).isBetween(server.start(), server.end());
      assertThat(attempt.end()).isBetween(attempt.start(), server.end());
      assertThat(attempt.attributes())
          .containsEntry("http.response.status_code", "200")
          .containsEntry("server.address", "127.0.0.1")
          .containsEntry("server.port", Integer.toString(origin.port()))
          .containsEntry("gatehouse.pool", "app");
      assertThat(attempt.events()).contains("connected", "request sent", "response head");
      assertThat(seen(origin.onlyRequest(), "traceparent"))
          .as("the backend's spans are to be below that of the attempt")
          .isEqualTo("00-" + attempt.trace() + "-" + attempt.id() + "-01");
      assertThat(collector.authorizations()).containsOnly("Bearer hunter2");
    }
  }

  @Test
  void theTraceOfATrustedCallerGoesOn() throws Exception {
    try (Gateway gateway = gateway("sample: 0%");
        Client client = client(gateway)) {
      client.send(
          Ask.get("/")
              .with("traceparent", CALLER)
              .with("tracestate", "rojo=1,congo=2")
              .with("baggage", "user=7"));
      List<Collector.Span> spans = collector.spans(2);
      assertThat(spans.getFirst().trace()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(spans.getFirst().parent()).isEqualTo("00f067aa0ba902b7");
      assertThat(spans.getFirst().state()).isEqualTo("rojo=1,congo=2");
      assertThat(seen(origin.onlyRequest(), "tracestate")).isEqualTo("rojo=1,congo=2");
      assertThat(seen(origin.onlyRequest(), "baggage")).isEqualTo("user=7");
    }
  }

  @Test
  void aStrangersTraceIsNotBelieved() throws Exception {
    try (Gateway gateway = gateway("sample: 0%, accept: none");
        Client client = client(gateway)) {
      client.send(Ask.get("/").with("traceparent", CALLER).with("baggage", "admin=1"));
      client.send(Ask.get("/broken").with("traceparent", CALLER));
      assertThat(collector.spans(1).getFirst().name()).isEqualTo("GET broken");
      assertThat(seen(origin.onlyRequest(), "traceparent")).endsWith("-00").doesNotContain("4bf9");
      assertThat(origin.onlyRequest().field("baggage")).isNull();
    }
  }

  @Test
  void whatFailsIsRecordedThoughItIsNotSampled() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    String refused = "'http://127.0.0.1:%d'".formatted(nobody);
    try (Gateway gateway = Gateway.start(configuration("sample: 0%", refused));
        Client client = client(gateway)) {
      assertThat(client.send(Ask.get("/lost")).status()).isEqualTo(502);
      List<Collector.Span> spans = collector.spans(3);
      Collector.Span server = spans.getFirst();
      assertThat(server.status()).isEqualTo(2);
      assertThat(server.attributes())
          .containsEntry("error.type", "connect-refused")
          .containsEntry("http.response.status_code", "502");
      assertThat(spans.subList(1, 3))
          .allSatisfy(attempt -> {
            assertThat(attempt.parent()).isEqualTo(server.id());
            assertThat(attempt.status()).isEqualTo(2);
            assertThat(attempt.attributes()).containsEntry("error.type", "connect-refused");
          });
      assertThat(spans.stream().map(span -> span.attributes().get("http.request.resend_count")))
          .containsExactlyInAnyOrder(null, null, "1");
    }
  }

  @Test
  void aFetchForTheCacheIsPartOfTheTraceOfWhoAskedForIt() throws Exception {
    try (Gateway gateway = gateway("sample: 100%");
        Client client = client(gateway)) {
      client.send(Ask.get("/kept"));
      List<Collector.Span> spans = collector.spans(2);
      assertThat(spans.getLast().parent()).isEqualTo(spans.getFirst().id());
      assertThat(seen(origin.onlyRequest(), "traceparent")).contains(spans.getLast().id());
      client.send(Ask.get("/kept"));
      assertThat(collector.spans(3).stream().map(span -> span.attributes().get("gatehouse.cache")))
          .containsExactlyInAnyOrder("miss", "hit", null);
    }
  }

  @Test
  void aCollectorThatFailsCostsSpansAndNothingElse() throws Exception {
    collector.answers(400);
    try (Gateway gateway = gateway("sample: 100%");
        Client client = client(gateway);
        Client admin = JdkClient.cleartext(gateway.admin("/"))) {
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      Await.until(
          "they are counted",
          () -> metrics(admin).contains("gatehouse_trace_spans_failed_total 2.0"));
      collector.answers(200);
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      assertThat(collector.spans(2)).hasSize(2);
      Await.until(
          "they are counted",
          () -> metrics(admin).contains("gatehouse_trace_spans_exported_total 2.0"));
    }
  }

  @Test
  void aReloadBeginsAndEndsIt() throws Exception {
    try (Gateway gateway = gateway("");
        Client client = client(gateway)) {
      client.send(Ask.get("/").with("traceparent", CALLER));
      assertThat(seen(origin.received().element(), "traceparent"))
          .as("without tracing nobody touches it")
          .isEqualTo(CALLER);
      gateway.reload(configuration("sample: 100%", "'" + origin.url() + "'"));
      client.send(Ask.get("/"));
      assertThat(collector.spans(2)).hasSize(2);
      gateway.reload(configuration("", "'" + origin.url() + "'"));
      client.send(Ask.get("/"));
    }
    assertThat(collector.spans()).hasSize(2);
  }

  @Test
  void whatIsRecordedIsSentBeforeTheEnd() throws Exception {
    try (Gateway gateway = gateway("sample: 100%");
        Client client = client(gateway)) {
      for (int i = 0; i < 20; i++) {
        client.send(Ask.get("/" + i));
      }
    }
    assertThat(collector.spans()).hasSize(40);
  }

  @Test
  void histogramsShowTracesToWhoAsksForOpenMetrics() throws Exception {
    try (Gateway gateway = gateway("sample: 100%");
        Client client = client(gateway);
        Client admin = JdkClient.cleartext(gateway.admin("/"))) {
      client.send(Ask.get("/"));
      String trace = collector.spans(2).getFirst().trace();
      String all =
          admin.send(Ask.get("/metrics").with("accept", "application/openmetrics-text")).text();
      assertThat(all.lines())
          .anyMatch(line ->
              line.startsWith("gatehouse_request_duration_seconds_bucket{route=\"shop\"")
                  && line.contains("# {")
                  && line.contains("trace_id=\"" + trace + "\""));
      assertThat(metrics(admin)).doesNotContain("trace_id");
    }
  }

  private static String metrics(Client admin) {
    try {
      return admin.send(Ask.get("/metrics")).text();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
