package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies over real sockets, for second pools that behave in every way. */
class MirrorTest {
  private final Origin app = Origin.saying("hello");

  @AfterEach
  void close() {
    app.close();
  }

  private Gateway gateway(String shadow, String mirror, String more) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ['%s']}, shadow: {backends: ['%s'], health: {passive: {consecutive-failures: 0}}}}
        routes: [{name: shop, pool: app, mirror: {pool: shadow%s}%s}]
        """
            .formatted(app.url(), shadow, mirror, more));
  }

  private static Client client(Gateway gateway) {
    return JdkClient.cleartext(gateway.http("web", "/"));
  }

  private static double metric(Gateway gateway, String name, String labels) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = gateway.admin("/metrics");
      String line = name + "{" + labels + "} ";
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body()
          .lines()
          .filter(each -> each.startsWith(line))
          .mapToDouble(each -> Double.parseDouble(each.substring(line.length())))
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static double copies(Gateway gateway, String result) {
    return metric(
        gateway,
        "gatehouse_mirror_requests_total",
        "pool=\"shadow\",result=\"" + result + "\",route=\"shop\"");
  }

  private static double pending(Gateway gateway) {
    return metric(gateway, "gatehouse_mirror_pending", "pool=\"shadow\",route=\"shop\"");
  }

  @Test
  void theSecondPoolGetsWhatTheFirstGetsAndItsAnswerIsDropped() throws Exception {
    try (Origin shadow = Origin.saying("something else");
        Gateway gateway = gateway(shadow.url(), "", "");
        Client client = client(gateway)) {
      Reply reply = client.send(Ask.post("/cart?a=b", "content").with("x-tenant", "acme"));
      assertThat(reply.text()).isEqualTo("hello");
      Await.until("the copy is answered", () -> copies(gateway, "answered") == 1);
      Message original = app.onlyRequest();
      Message copy = shadow.onlyRequest();
      assertThat(copy.start()).isEqualTo(original.start()).isEqualTo("POST /cart?a=b HTTP/1.1");
      assertThat(copy.text()).isEqualTo(original.text()).isEqualTo("content");
      assertThat(copy.field("x-tenant")).isEqualTo("acme");
      assertThat(copy.field("x-request-id")).isEqualTo(original.field("x-request-id"));
      assertThat(copy.field("x-gatehouse-mirror")).isEqualTo("shop");
      assertThat(original.field("x-gatehouse-mirror")).isNull();
    }
  }

  @Test
  void largeContentFromAFileIsCopiedToo() throws Exception {
    byte[] content = new byte[3 << 20];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31);
    }
    try (Origin shadow = Origin.saying("ok");
        Gateway gateway = gateway(shadow.url(), "", "");
        Client client = client(gateway)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(Ask.post("/", content)).text()).isEqualTo("hello");
      }
      Await.until("the copies are answered", () -> copies(gateway, "answered") == 3);
      assertThat(shadow.received())
          .allSatisfy(copy -> assertThat(copy.content()).isEqualTo(content));
      assertThat(pending(gateway)).isZero();
    }
  }

  @Test
  void connectionsToTheSecondPoolAreKept() throws Exception {
    try (Origin shadow = Origin.saying("ok");
        Gateway gateway = gateway(shadow.url(), "", "");
        Client client = client(gateway)) {
      for (int i = 1; i <= 20; i++) {
        client.send(Ask.get("/"));
        int sent = i;
        Await.until("the copy is answered", () -> copies(gateway, "answered") == sent);
      }
      assertThat(shadow.connections()).isEqualTo(1);
    }
  }

  @Test
  void aSecondPoolThatFailsIsNotNoticed() throws Exception {
    List<String> answers =
        List.of(
            "HTTP/1.1 500 Internal Server Error\nContent-Length: 0\n\n",
            "HTTP/1.1 200 OK\nContent-Length: 100\nConnection: close\n\ncut",
            "garbage\n\n");
    for (String answer : answers) {
      Origin.Script script =
          (origin, wire) -> {
            if (origin.receive(wire)) {
              wire.send(answer);
            }
          };
      try (Origin shadow = Origin.start(script);
          Gateway gateway = gateway(shadow.url(), "", "");
          Client client = client(gateway)) {
        for (int i = 0; i < 20; i++) {
          assertThat(client.send(Ask.post("/", "content")).text()).isEqualTo("hello");
        }
        Await.until("all copies are over", () -> pending(gateway) == 0);
        assertThat(copies(gateway, "answered") + copies(gateway, "failed")).isEqualTo(20);
      }
    }
  }

  @Test
  void aSecondPoolThatIsNotThereIsNotNoticed() throws Exception {
    Origin gone = Origin.saying("");
    String url = gone.url();
    gone.close();
    try (Gateway gateway = gateway(url, "", "");
        Client client = client(gateway)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(Ask.post("/", "content")).text()).isEqualTo("hello");
      }
      Await.until("all copies have failed", () -> copies(gateway, "failed") == 20);
    }
  }

  @Test
  void aSecondPoolThatStallsDelaysNobodyAndHoldsNoMoreThanItMay() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Origin.Script stalled =
        (origin, wire) -> {
          origin.receive(wire);
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (Origin shadow = Origin.start(stalled);
        Gateway gateway = gateway(shadow.url(), ", pending: 5, timeout: 500ms", "");
        Client client = client(gateway)) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.send(Ask.post("/", "content")).text()).isEqualTo("hello");
        assertThat(pending(gateway)).isLessThanOrEqualTo(5);
      }
      assertThat(copies(gateway, "busy")).isPositive();
      assertThat(copies(gateway, "answered")).isZero();
      Await.until("the copies are given up", () -> pending(gateway) == 0);
      assertThat(copies(gateway, "failed") + copies(gateway, "busy")).isEqualTo(100);
      over.countDown();
    }
  }

  @Test
  void streamedContentIsNotCopiedAndCounted() throws Exception {
    try (Origin shadow = Origin.saying("ok");
        Gateway gateway = gateway(shadow.url(), "", ", request-body: {mode: stream}");
        Client client = client(gateway)) {
      assertThat(client.send(Ask.post("/", "content")).text()).isEqualTo("hello");
      assertThat(client.send(Ask.get("/")).text()).isEqualTo("hello");
      Await.until("the copy is answered", () -> copies(gateway, "answered") == 1);
      assertThat(copies(gateway, "streamed")).isOne();
    }
  }
}
