package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What clients notice of backends that fail, and what backends get to see of it. */
class RetryTest {
  private static final int REQUESTS = 12;

  /** Reads a request, and resets the connection or closes it in the middle of the answer's head. */
  private static Origin failing(String partOfAnswer) {
    return Origin.start((origin, wire) -> {
      origin.receive(wire);
      if (partOfAnswer.isEmpty()) {
        wire.socket().setSoLinger(true, 0); // closing resets
      } else {
        wire.send(partOfAnswer);
      }
    });
  }

  private static Gateway gateway(Origin one, Origin other, String retry) {
    return gateway(one, other, retry, "{passive: {consecutive-failures: 0}}");
  }

  private static Gateway gateway(Origin one, Origin other, String retry, String health) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools:
          app:
            balancer: round-robin
            backends: ['%s', '%s']
            health: %s
        routes: [{name: shop, pool: app, retry: %s}]
        """
            .formatted(one.url(), other.url(), health, retry));
  }

  private static Client client(Gateway gateway) {
    return JdkClient.cleartext(gateway.http("web", "/"));
  }

  @Test
  void aGetSurvivesABackendThatResetsEveryConnection() throws Exception {
    try (Origin bad = failing("");
        Origin good = Origin.saying("good");
        Gateway gateway = gateway(bad, good, "{}");
        Client client = client(gateway)) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("good");
      }
      assertThat(bad.received()).as("it was asked in its turn").hasSize(REQUESTS / 2);
      assertThat(metrics(gateway))
          .contains(
              "gatehouse_retries_total{outcome=\"another-backend\",route=\"shop\",why=\"reset\"} "
                  + REQUESTS / 2
                  + ".0");
    }
  }

  @Test
  void aGetSurvivesABackendThatDiesInTheHeadOfItsAnswer() throws Exception {
    try (Origin bad = failing("HTTP/1.1 200 OK\nContent-Le");
        Origin good = Origin.saying("good");
        Gateway gateway = gateway(bad, good, "{}");
        Client client = client(gateway)) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("good");
      }
    }
  }

  @Test
  void aPostIsDeliveredOnceAndFails() throws Exception {
    try (Origin bad = failing("");
        Origin good = Origin.saying("good");
        Gateway gateway = gateway(bad, good, "{attempts: 3, on: [connect, reset, 502, 503]}");
        Client client = client(gateway)) {
      int failed = 0;
      for (int i = 0; i < REQUESTS; i++) {
        Reply reply = client.send(Ask.post("/", "order " + i));
        if (reply.status() == 502) {
          failed++;
          assertThat(reply.text()).contains("reason: backend-reset");
        } else {
          assertThat(reply.text()).isEqualTo("good");
        }
      }
      assertThat(failed).isEqualTo(REQUESTS / 2);
      assertThat(bad.received().size() + good.received().size())
          .as("each was delivered once")
          .isEqualTo(REQUESTS);
      assertThat(metrics(gateway))
          .contains("gatehouse_retries_total{outcome=\"not-idempotent\",route=\"shop\",why=");
    }
  }

  @Test
  void aPutIsSentAgainWithItsContent() throws Exception {
    try (Origin bad = failing("");
        Origin good = Origin.saying("good");
        Gateway gateway = gateway(bad, good, "{}");
        Client client = client(gateway)) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(client.send(put("content " + i)).text()).isEqualTo("good");
      }
      assertThat(good.received().stream().map(Message::text))
          .containsExactlyElementsOf(
              IntStream.range(0, REQUESTS).mapToObj(i -> "content " + i).toList());
    }
  }

  @Test
  void aNamedStatusIsAnsweredByTheOtherBackendAndItsConnectionKept() throws Exception {
    String busy = "HTTP/1.1 502 Bad Gateway\nContent-Length: 4\n\nbusy";
    try (Origin bad = Origin.answering(busy);
        Origin good = Origin.saying("good");
        Gateway gateway = gateway(bad, good, "{on: [502]}");
        Client client = client(gateway)) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("good");
      }
      assertThat(bad.received()).hasSize(REQUESTS / 2);
      assertThat(bad.connections()).as("its answers were read to their end").isOne();
      assertThat(client.send(Ask.post("/", "x")).status()).isIn(200, 502);
    }
  }

  @Test
  void aSlowBackendIsPassedOverAndToldSo() throws Exception {
    try (Origin slow = Origin.start(RetryTest::neverAnswer);
        Origin good = Origin.saying("good");
        Gateway gateway = gateway(slow, good, "{per-try: 200ms}");
        Client client = client(gateway)) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("good");
      }
      assertThat(slow.received()).hasSize(2);
      Await.until("the slow one is told", () -> slow.open() == 0);
    }
  }

  @Test
  void aHedgeAnswersForABackendThatBecomesSlow() throws Exception {
    AtomicBoolean silent = new AtomicBoolean();
    Origin.Script fading =
        (origin, wire) -> {
          while (origin.receive(wire)) {
            if (silent.get()) {
              wire.ended();
              return;
            }
            wire.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nfirst");
          }
        };
    try (Origin slow = Origin.start(fading);
        Origin good = Origin.saying("second");
        Gateway gateway =
            gateway(slow, good, "{hedge: {percentile: 95%, min: 20ms}, budget: 100%}");
        Client client = client(gateway)) {
      for (int i = 0; i < 70; i++) {
        assertThat(client.send(Ask.get("/")).status()).isEqualTo(200);
      }
      silent.set(true);
      for (int i = 0; i < 6; i++) {
        assertThat(client.send(Ask.get("/")).text()).isEqualTo("second");
      }
      Await.until("the loser is told", () -> slow.open() == 0);
      assertThat(metrics(gateway)).contains("gatehouse_hedges_total{outcome=\"won\"");
    }
  }

  @Test
  void nobodyNoticesABackendThatDiesUnderLoad() throws Exception {
    try (Origin dying = Origin.saying("hello");
        Origin other = Origin.saying("hello");
        Gateway gateway = gateway(dying, other, "{}", "{}");
        Client client = client(gateway);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running =
          IntStream.range(0, 8).mapToObj(i -> threads.submit(() -> good(client))).toList();
      Await.until("it is under load", () -> dying.received().size() > 200);
      dying.die();
      for (Future<Integer> each : running) {
        assertThat(each.get()).isEqualTo(200);
      }
    }
  }

  private static int good(Client client) throws IOException, InterruptedException {
    int good = 0;
    for (int i = 0; i < 200; i++) {
      good += client.send(Ask.get("/")).text().equals("hello") ? 1 : 0;
    }
    return good;
  }

  private static Ask put(String content) {
    return new Ask(
        "PUT", "/", List.of(), content.getBytes(StandardCharsets.UTF_8), true, List.of());
  }

  private static void neverAnswer(Origin origin, Wire wire) throws IOException {
    if (origin.receive(wire)) {
      wire.ended();
    }
  }

  private static String metrics(Gateway gateway) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = gateway.admin("/metrics");
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
