package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Splits over real sockets: who gets how much, who stays, and how a bad canary goes. */
class SplitTest {
  private final AtomicBoolean bad = new AtomicBoolean();
  private final AtomicInteger control = new AtomicInteger();
  private final AtomicInteger canary = new AtomicInteger();
  private final Origin app = Origin.start(named("app", control, new AtomicBoolean()));
  private final Origin next = Origin.start(named("app-next", canary, bad));
  private final HttpClient operator = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    operator.close();
    app.close();
    next.close();
  }

  /** Answers with its name, and counts. */
  private static Origin.Script named(String name, AtomicInteger count, AtomicBoolean bad) {
    return (_, wire) -> {
      while (Message.readRequest(wire.in()) != null) {
        count.incrementAndGet();
        String status = bad.get() ? "500 Internal Server Error" : "200 OK";
        wire.send("HTTP/1.1 " + status + "\nContent-Length: " + name.length() + "\n\n" + name);
      }
    };
  }

  private Gateway gateway(String split) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ['%s']}, app-next: {backends: ['%s']}}
        routes: [{name: shop, split: %s}]
        """
            .formatted(app.url(), next.url(), split));
  }

  private static Client client(Gateway gateway) {
    return JdkClient.cleartext(gateway.http("web", "/"));
  }

  private String admin(Gateway gateway, String path) throws Exception {
    HttpRequest get = HttpRequest.newBuilder(gateway.admin(path)).build();
    return operator.send(get, BodyHandlers.ofString()).body();
  }

  private HttpResponse<String> order(Gateway gateway, String json) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(gateway.admin("/api/v1/splits"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return operator.send(post, BodyHandlers.ofString());
  }

  @Test
  void sharesTenThousandRequestsOfManyConnectionsOutExactly() throws Exception {
    try (Gateway gateway = gateway("{pools: {app: 93, app-next: 7}}");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        running.add(
            threads.submit(() -> {
              try (Client client = client(gateway)) {
                for (int j = 0; j < 1_250; j++) {
                  assertThat(client.send(Ask.get("/")).status()).isEqualTo(200);
                }
              }
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      assertThat(control.get() + canary.get()).isEqualTo(10_000);
      assertThat(canary.get()).isBetween(695, 705);
      assertThat(admin(gateway, "/metrics"))
          .contains(
              "gatehouse_split_requests_total{pool=\"app-next\",route=\"shop\",why=\"weight\"} "
                  + canary.get());
    }
  }

  @Test
  void keepsClientsWhereTheyWereWhenTheCanaryIsRaised() throws Exception {
    String sticky = "sticky: {cookie: shop-canary}}";
    List<String> cookies = new ArrayList<>();
    List<String> inCanary = new ArrayList<>();
    try (Gateway gateway = gateway("{pools: {app: 80, app-next: 20}, " + sticky);
        Client client = client(gateway)) {
      for (int i = 0; i < 100; i++) {
        Reply reply = client.send(Ask.get("/"));
        String cookie = Objects.requireNonNull(reply.field("set-cookie")).replaceFirst(";.*", "");
        assertThat(cookie).startsWith("shop-canary=");
        cookies.add(cookie);
        if (reply.text().equals("app-next")) {
          inCanary.add(cookie);
        }
      }
    }
    assertThat(inCanary).hasSizeBetween(18, 22);
    try (Gateway gateway = gateway("{pools: {app: 50, app-next: 50}, " + sticky);
        Client client = client(gateway)) {
      List<String> now = new ArrayList<>();
      for (String cookie : cookies) {
        Reply reply = client.send(Ask.get("/").with("cookie", cookie));
        assertThat(reply.field("set-cookie")).isNull();
        if (reply.text().equals("app-next")) {
          now.add(cookie);
        }
      }
      assertThat(now).containsAll(inCanary).hasSizeBetween(46, 54);
    }
  }

  @Test
  void takesTheShareOfACanaryThatFailsAndSaysWhy() throws Exception {
    try (Gateway gateway =
            gateway(
                "{pools: {app: 80, app-next: 20}, sticky: {cookie: c},"
                    + " override: {header: x-canary}, rollback: {min-requests: 20}}");
        Client client = client(gateway)) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.send(Ask.get("/")).status()).isEqualTo(200);
      }
      bad.set(true);
      Await.until(
          "the canary has lost its share",
          () -> {
            try {
              client.send(Ask.get("/"));
              return admin(gateway, "/api/v1/splits").contains("\"by\" : \"error-rate\"");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      int before = canary.get();
      for (int i = 0; i < 100; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("app");
        assertThat(client.send(Ask.get("/").with("cookie", "c=0000")).text()).isEqualTo("app");
      }
      assertThat(canary.get()).isEqualTo(before);
      assertThat(client.send(Ask.get("/").with("x-canary", "app-next")).status()).isEqualTo(500);
      assertThat(admin(gateway, "/metrics"))
          .contains("gatehouse_split_rolled_back{pool=\"app-next\",route=\"shop\"} 1.0")
          .contains("gatehouse_split_weight{pool=\"app-next\",route=\"shop\"} 0.0")
          .contains("gatehouse_split_weight{pool=\"app\",route=\"shop\"} 100.0");
      assertThat(admin(gateway, "/api/v1/splits")).contains("requests failed, and of control's");
      bad.set(false);
      assertThat(order(gateway, "{\"route\": \"shop\", \"canary\": \"on\"}").body())
          .isEqualTo("app-next is on\n");
      assertThat(client.send(Ask.get("/").with("cookie", "c=0000")).text()).isEqualTo("app-next");
    }
  }

  @Test
  void letsOperatorsTakeTheShareOfACanary() throws Exception {
    try (Gateway gateway = gateway("{pools: {app: 50, app-next: 50}}");
        Client client = client(gateway)) {
      assertThat(order(gateway, "{\"route\": \"shop\", \"canary\": \"off\"}").statusCode())
          .isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("app");
      }
      assertThat(admin(gateway, "/api/v1/splits")).contains("\"by\" : \"operator\"");
      assertThat(order(gateway, "{\"route\": \"nowhere\", \"canary\": \"off\"}").statusCode())
          .isEqualTo(404);
      assertThat(order(gateway, "{\"route\": \"shop\", \"canary\": \"of\"}").body())
          .isEqualTo("canary: of (expected: on or off)\n");
    }
  }
}
