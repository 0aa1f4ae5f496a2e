package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More requests than pools or the process may have: who is refused, how, and who is not. */
class OverloadTest {
  private static final String GET = "GET / HTTP/1.1\nHost: localhost\n\n";

  /** What the administrator waits for at most while everything else is busy. */
  private static final Duration PROMPT = Duration.ofSeconds(5);

  private final Semaphore answers = new Semaphore(0);
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Answers as often as the test permits. */
  private final Origin origin =
      Origin.start((origin, wire) -> {
        while (origin.receive(wire)) {
          answers.acquireUninterruptibly();
          wire.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
        }
      });

  private Gateway gateway(String concurrency) {
    return keep(
        Gateway.start(
            """
            admin: {address: "127.0.0.1:0"}
            listeners: {web: {address: "127.0.0.1:0"}}
            access-log: {format: off}
            pools: {app: {backends: ['%s'], concurrency: %s}}
            routes: [{name: all, pool: app}]
            """
                .formatted(origin.url(), concurrency)));
  }

  private <T extends AutoCloseable> T keep(T each) {
    open.add(each);
    return each;
  }

  private Wire ask(Gateway gateway) throws IOException {
    return keep(Wire.connect(gateway.address("web"))).send(GET);
  }

  @AfterEach
  void close() throws Exception {
    answers.release(1_000);
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    origin.close();
  }

  private static String admin(Gateway gateway, String path) {
    try (Client client = JdkClient.cleartext(gateway.admin("/"))) {
      return client.send(Ask.get(path)).text();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void awaitRequests(int count) {
    Await.until(count + " requests at the backend", () -> origin.received().size() == count);
  }

  @Test
  void aFullPoolRefusesWithATimeToComeBackAndSaysSoEverywhere() throws Exception {
    Gateway gateway = gateway("{max: 2, queue: 1, queue-timeout: 20s}");
    List<Wire> served = List.of(ask(gateway), ask(gateway));
    awaitRequests(2);
    Wire waiting = ask(gateway);
    Await.until(
        "one waits",
        () -> admin(gateway, "/metrics").contains("gatehouse_pool_waiting{pool=\"app\"} 1.0"));

    Message refused = ask(gateway).answer();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.field("retry-after")).isEqualTo("1");
    assertThat(refused.field("proxy-status"))
        .isEqualTo("gatehouse; error=connection_limit_reached");
    assertThat(refused.text()).contains("concurrency-full");
    assertThat(origin.received()).hasSize(2);
    assertThat(admin(gateway, "/metrics"))
        .contains("gatehouse_pool_requests{pool=\"app\"} 2.0")
        .contains("gatehouse_pool_limit{pool=\"app\"} 2.0")
        .contains("gatehouse_pool_refused_total{pool=\"app\",reason=\"concurrency-full\"} 1.0")
        .contains(
            "gatehouse_request_failures_total{reason=\"concurrency-full\",route=\"all\"} 1.0");
    assertThat(admin(gateway, "/api/v1/pools"))
        .contains("\"limit\" : 2")
        .contains("\"waiting\" : 1")
        .contains("\"refusedFull\" : 1")
        .contains("\"circuit\" : \"closed\"");

    answers.release(3);
    for (Wire each : served) {
      assertThat(each.answer().status()).isEqualTo(200);
    }
    assertThat(waiting.answer().text()).as("it had its turn").isEqualTo("hello");
    Await.until(
        "it is counted",
        () -> admin(gateway, "/metrics").contains("gatehouse_pool_waits_total{pool=\"app\"} 1.0"));
  }

  @Test
  void whoWaitsTooLongIsToldSo() throws Exception {
    Gateway gateway = gateway("{per-backend: 1, queue: 1, queue-timeout: 200ms}");
    ask(gateway);
    awaitRequests(1);
    Message late = ask(gateway).answer();
    assertThat(late.status()).isEqualTo(503);
    assertThat(late.field("retry-after")).isEqualTo("1");
    assertThat(late.text()).contains("concurrency-timeout");
  }

  @Test
  void clientsThatReadSlowlyDoNotFillAPool() throws Exception {
    Gateway gateway = gateway("{max: 1, queue: 0}");
    answers.release(1_000);
    List<Wire> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Wire wire = ask(gateway); // and reads nothing
      slow.add(wire);
      int count = i + 1;
      awaitRequests(count);
      Await.until(
          "its turn is over",
          () -> admin(gateway, "/metrics").contains("gatehouse_pool_requests{pool=\"app\"} 0.0"));
    }
    for (Wire each : slow) {
      assertThat(each.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aBoundThatFindsItselfServesEverybodyWhoComesOneByOne() throws Exception {
    Gateway gateway = gateway("{adaptive: {min: 2, max: 50}}");
    answers.release(1_000);
    for (int i = 0; i < 50; i++) {
      assertThat(ask(gateway).answer().status()).isEqualTo(200);
    }
    assertThat(admin(gateway, "/metrics")).contains("gatehouse_pool_limit{pool=\"app\"} 10.0");
  }

  @Test
  void theAdministratorIsAnsweredWhileEverythingElseIsBusyAndMemoryIsShort() throws Exception {
    AtomicBoolean busy = new AtomicBoolean(true);
    Origin endless =
        keep(
            Origin.start((origin, wire) -> {
              while (origin.receive(wire)) {
                wire.send("HTTP/1.1 200 OK\nContent-Length: 1000000000000\n\n");
                byte[] much = new byte[64 * 1024];
                while (true) {
                  wire.send(much);
                }
              }
            }));
    Gateway gateway =
        keep(
            Gateway.start(
                """
                admin: {address: "127.0.0.1:0"}
                listeners: {web: {address: "127.0.0.1:0"}}
                access-log: {format: off}
                limits: {memory: 1MiB}
                pools: {app: {backends: ['%s']}}
                routes:
                  - {match: {path-prefix: /endless}, pool: app}
                  - {respond: {status: 200, body: hello}}
                """
                    .formatted(endless.url())));
    for (int i = 0; i < 30; i++) {
      Socket deaf = keep(new Socket());
      deaf.setReceiveBufferSize(4096);
      deaf.connect(gateway.address("web"));
      deaf.getOutputStream()
          .write("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    for (int i = 0; i < 8; i++) {
      Thread.ofVirtual().start(() -> keepBusy(gateway, busy));
    }
    try {
      Await.until(
          "memory is refused", () -> admin(gateway, "/metrics").contains("reason=\"memory\""));
      for (int i = 0; i < 10; i++) {
        for (String path : List.of("/health/live", "/health/ready", "/metrics", "/api/v1/pools")) {
          long begun = System.nanoTime();
          assertThat(admin(gateway, path)).isNotEmpty();
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(path).isLessThan(PROMPT);
        }
      }
    } finally {
      busy.set(false);
    }
  }

  /** Sends request upon request without waiting for answers, until told to stop. */
  private static void keepBusy(Gateway gateway, AtomicBoolean busy) {
    byte[] many = GET.replace("\n", "\r\n").repeat(500).getBytes(StandardCharsets.US_ASCII);
    while (busy.get()) {
      try (Wire wire = Wire.connect(gateway.address("web"))) {
        wire.send(many);
        wire.answer();
      } catch (IOException e) {
        // refused for memory: another one
      }
    }
  }
}
