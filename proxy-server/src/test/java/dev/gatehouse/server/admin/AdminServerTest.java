package dev.gatehouse.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private static final AdminSettings SETTINGS = new AdminSettings(new HostPort("127.0.0.1", 0));

  private record Pool(String name, List<String> backends) {}

  private final Telemetry telemetry = new Telemetry(1, "1.2.3");
  private final AtomicBoolean ready = new AtomicBoolean();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        AdminServer.start(
            SETTINGS,
            () -> SETTINGS,
            null,
            Map.of(
                "/metrics", Endpoint.metrics(telemetry),
                "/health/live", Endpoint.live(),
                "/health/ready", Endpoint.ready(ready::get),
                "/api/v1/pools", Endpoint.json(() -> List.of(new Pool("app", List.of("a", "b")))),
                "/broken", Endpoint.json(this::fail)),
            Map.of("/api/v1/echo", this::echo));
  }

  private Endpoint.Answer echo(byte[] body) {
    if (body.length == 0) {
      throw new IllegalArgumentException("body: empty (expected: something)");
    }
    return Endpoint.Answer.text(200, new String(body, StandardCharsets.UTF_8));
  }

  private HttpResponse<String> post(String body, String type) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/api/v1/echo");
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("content-type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void actsWhenPostedTo() throws Exception {
    assertThat(post("{}", "application/json").body()).isEqualTo("{}\n");
    assertThat(post("", "application/json").statusCode()).isEqualTo(400);
    assertThat(send("GET", "/api/v1/echo").statusCode()).isEqualTo(405);
  }

  @Test
  void refusesWhatAWebPageOfAnotherSiteCanSend() throws Exception {
    assertThat(post("{}", "text/plain").statusCode()).isEqualTo(403);
  }

  @Test
  void readsNoMoreThanItNeeds() throws Exception {
    assertThat(post("x".repeat(70_000), "application/json").statusCode()).isEqualTo(413);
  }

  private Object fail() {
    throw new IllegalStateException("secret");
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    telemetry.close();
  }

  @Test
  void givesMetrics() throws Exception {
    HttpResponse<String> response = send("GET", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(response.body()).contains("gatehouse_build_info{", "jvm_memory_used_bytes{");
  }

  @Test
  void isReadyWhenToldSoAndAlwaysAlive() throws Exception {
    assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(503);
    ready.set(true);
    assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/health/ready?verbose").body()).isEqualTo("ready\n");
  }

  @Test
  void givesValuesAsJson() throws Exception {
    HttpResponse<String> response = send("GET", "/api/v1/pools");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.body().replaceAll("\\s", ""))
        .isEqualTo("[{\"name\":\"app\",\"backends\":[\"a\",\"b\"]}]");
  }

  @Test
  void answersHeadWithoutContent() throws Exception {
    HttpResponse<String> response = send("HEAD", "/health/live");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-length")).hasValue("5");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void knowsOnlyItsPaths() throws Exception {
    for (String path : new String[] {"/metrics/", "/health", "/metricsx"}) {
      assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void givesThePageWithAPolicyThatLetsInNothingElse() throws Exception {
    HttpResponse<String> page = send("GET", "/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy"))
        .hasValueSatisfying(policy ->
            assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("x-frame-options")).hasValue("DENY");
    assertThat(send("GET", "/main.js").headers().firstValue("content-type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(send("POST", "/").statusCode()).isEqualTo(405);
  }

  @Test
  void refusesOtherMethods() throws Exception {
    HttpResponse<String> response = send("POST", "/metrics");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
  }

  @Test
  void tellsClientsNothingOfItsOwnFailures() throws Exception {
    HttpResponse<String> response = send("GET", "/broken");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("internal error\n");
  }

  @Test
  void saysWhichAddressIsTaken() {
    HostPort taken = new HostPort("127.0.0.1", server.address().getPort());
    assertThatThrownBy(() ->
            AdminServer.start(new AdminSettings(taken), () -> SETTINGS, null, Map.of(), Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("admin: cannot listen on " + taken + ": Address already in use");
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
