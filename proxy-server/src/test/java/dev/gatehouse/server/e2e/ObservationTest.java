package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of the requests that pass. */
class ObservationTest {
  @TempDir private Path directory = Path.of("");
  private Origin origin;

  @BeforeEach
  void start() {
    origin = Origin.saying("hello");
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private Path log() {
    return directory.resolve("access.log");
  }

  private Gateway gateway(String format) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {path: "%s", format: %s}
        pools: {app: {backends: ["%s"], concurrency: {max: 1000}}}
        routes: [{name: shop, match: {path-prefix: /shop}, pool: app}]
        """
            .formatted(log(), format, origin.url()));
  }

  private List<String> lines(int count) {
    Await.until(count + " lines are written", () -> read().size() >= count);
    return read();
  }

  private List<String> read() {
    try {
      return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void writesOneJsonObjectPerRequest() throws Exception {
    try (Gateway gateway = gateway("json");
        Client client = JdkClient.cleartext(gateway.http("web", "/"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      Ask post = Ask.post("/shop/cart?a=%22", "content").with("user-agent", "a \"test\"");
      assertThat(client.send(post).text()).isEqualTo("hello");
      Reply lost = h2.send(Ask.get("/nowhere"));
      assertThat(lost.status()).isEqualTo(404);
      List<JsonNode> lines = lines(2).stream().map(new JsonMapper()::readTree).toList();
      JsonNode first = lines.getFirst();
      assertThat(text(first, "method")).isEqualTo("POST");
      assertThat(text(first, "target")).isEqualTo("/shop/cart?a=%22");
      assertThat(text(first, "route")).isEqualTo("shop");
      assertThat(text(first, "pool")).isEqualTo("app");
      assertThat(text(first, "backend")).isEqualTo(origin.url());
      assertThat(text(first, "client")).isEqualTo("127.0.0.1");
      assertThat(text(first, "listener")).isEqualTo("web");
      assertThat(text(first, "protocol")).isEqualTo("HTTP/1.1");
      assertThat(text(first, "user_agent")).isEqualTo("a \"test\"");
      assertThat(first.get("status").asInt()).isEqualTo(200);
      assertThat(first.get("attempts").asInt()).isEqualTo(1);
      assertThat(first.get("request_bytes").asInt()).isEqualTo(7);
      assertThat(first.get("response_bytes").asInt()).isEqualTo(5);
      assertThat(first.get("total_us").asLong())
          .isGreaterThanOrEqualTo(first.get("backend_us").asLong());
      assertThat(text(first, "id")).isEqualTo(origin.onlyRequest().field("x-request-id"));
      JsonNode second = lines.get(1);
      assertThat(text(second, "id")).isEqualTo(lost.field("x-request-id"));
      assertThat(text(second, "reason")).isEqualTo("no-route");
      assertThat(text(second, "protocol")).isEqualTo("HTTP/2.0");
      assertThat(second.has("pool")).isFalse();
    }
  }

  private static String text(JsonNode line, String key) {
    return line.get(key).asString();
  }

  @Test
  void writesCombinedLines() throws Exception {
    try (Gateway gateway = gateway("combined");
        Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      client.send(Ask.get("/shop").with("user-agent", "test").with("referer", "http://a/"));
      assertThat(lines(1).getFirst())
          .matches(
              "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}]"
                  + " \"GET /shop HTTP/1\\.1\" 200 5 \"http://a/\" \"test\"");
    }
  }

  @Test
  void countsAndLogsARequestThatGetsNoAnswer() throws Exception {
    try (Gateway gateway = gateway("json");
        Client admin = JdkClient.cleartext(gateway.admin("/"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      Ask contradictory = Ask.get("/shop").with("host", "other.test");
      assertThatThrownBy(() -> h2.send(contradictory)).isInstanceOf(IOException.class);
      assertThat(h2.send(Ask.get("/shop")).status()).isEqualTo(200); // the connection goes on
      JsonNode line = new JsonMapper().readTree(lines(2).getFirst());
      assertThat(text(line, "reason")).isEqualTo("bad-host");
      assertThat(line.get("status").asInt()).isZero();
      assertThat(text(line, "client")).isEqualTo("127.0.0.1");
      assertThat(metric(admin, "gatehouse_request_failures_total", "reason=\"bad-host\"")).isOne();
    }
  }

  @Test
  void losesNoLineWhenItEnds() throws Exception {
    Gateway gateway = gateway("json");
    try (Client h2 = Http2Client.connect(gateway.address("web"))) {
      for (int i = 0; i < 500; i++) {
        assertThat(h2.send(Ask.get("/shop/" + i)).status()).isEqualTo(200);
      }
    }
    gateway.close();
    Set<String> targets =
        read().stream()
            .map(line -> text(new JsonMapper().readTree(line), "target"))
            .collect(Collectors.toSet());
    assertThat(targets).hasSize(500);
  }

  @Test
  void countsRequestsPerRouteAndBackend() throws Exception {
    try (Gateway gateway = gateway("off");
        Client client = JdkClient.cleartext(gateway.http("web", "/"));
        Client admin = JdkClient.cleartext(gateway.admin("/"))) {
      for (int i = 0; i < 3; i++) {
        client.send(Ask.get("/shop"));
      }
      client.send(Ask.get("/nowhere"));
      String backend = "pool=\"app\"";
      Await.until(
          "the fourth is counted",
          () -> metric(admin, "gatehouse_requests_total", "route=\"(none)\"") == 1);
      assertThat(metric(admin, "gatehouse_requests_total", "route=\"shop\"")).isEqualTo(3);
      assertThat(metric(admin, "gatehouse_backend_responses_total", backend)).isEqualTo(3);
      assertThat(admin.send(Ask.get("/health/live")).status()).isEqualTo(200);
      assertThat(admin.send(Ask.get("/health/ready")).text()).isEqualTo("ready\n");
      assertThat(admin.send(Ask.get("/nothing")).status()).isEqualTo(404);
    }
  }

  private static double metric(Client admin, String name, String label) {
    try {
      String all = admin.send(Ask.get("/metrics")).text();
      return all.lines()
          .filter(line -> line.startsWith(name + "{") && line.contains(label))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
