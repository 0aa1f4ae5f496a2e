package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of connections that reach a limit, and that it is counted under its name. */
class LimitsTest {
  private static final String GET = "GET / HTTP/1.1\nHost: localhost\n\n";

  private final Origin origin = Origin.start(LimitsTest::serve);
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Says hello, or goes on for ever where that is asked for. */
  private static void serve(Origin origin, Wire wire) throws IOException {
    while (origin.receive(wire)) {
      if (origin.received().stream()
          .reduce((a, b) -> b)
          .orElseThrow()
          .start()
          .contains("endless")) {
        wire.send("HTTP/1.1 200 OK\nContent-Length: 1000000000000\n\n");
        byte[] much = new byte[64 * 1024];
        while (true) {
          wire.send(much);
        }
      }
      wire.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
    }
  }

  private Gateway gateway(String limits) {
    return gateway(limits, "");
  }

  private Gateway gateway(String limits, String more) {
    Gateway started =
        Gateway.start(
            """
            admin: {address: "127.0.0.1:0"}
            listeners: {web: {address: "127.0.0.1:0"}}
            access-log: {format: off}
            limits: %s
            pools: {app: {backends: ["%s"]}}
            routes: [{pool: app}]
            %s
            """
                .formatted(limits, origin.url(), more));
    open.add(started);
    return started;
  }

  private Wire connect(Gateway gateway) throws IOException {
    Wire wire = Wire.connect(gateway.address("web"));
    open.add(wire);
    return wire;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    origin.close();
  }

  private static void awaitCount(Gateway gateway, String metric) throws Exception {
    try (Client client = JdkClient.cleartext(gateway.admin("/"))) {
      Await.until(metric, () -> scrape(client).contains(metric));
    }
  }

  private static String scrape(Client client) {
    try {
      return client.send(Ask.get("/metrics")).text();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isRefused(Wire wire) {
    try {
      return wire.send(GET).ended();
    } catch (IOException e) {
      return true; // reset
    }
  }

  @Test
  void oneAddressHasAsManyConnectionsAsItsLimitSays() throws Exception {
    Gateway gateway = gateway("{connections-per-address: 3}");
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      wires.add(connect(gateway));
      assertThat(wires.get(i).send(GET).answer().text()).isEqualTo("hello");
    }
    assertThat(isRefused(connect(gateway))).isTrue();
    awaitCount(
        gateway, "gatehouse_listener_refused_total{listener=\"web\",reason=\"address\"} 1.0");
    wires.getFirst().close();
    Await.until("the place is free again", () -> isServed(gateway));
  }

  @Test
  void clientsThatReadNothingAreEndedBeforeMemoryRunsOut() throws Exception {
    Gateway gateway = gateway("{memory: 1MiB}");
    for (int i = 0; i < 30; i++) {
      Socket deaf = new Socket();
      open.add(deaf);
      deaf.setReceiveBufferSize(4096);
      deaf.connect(gateway.address("web"));
      deaf.getOutputStream()
          .write("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    awaitCount(gateway, "gatehouse_listener_ended_total{listener=\"web\",reason=\"memory\"}");
    Await.until("others are served", () -> isServed(gateway));
    awaitCount(gateway, "reason=\"overloaded-memory\"");
    try (Client client = JdkClient.cleartext(gateway.admin("/"))) {
      Await.until("memory is below its limit", () -> memoryUsed(client) < 1 << 20);
    }
  }

  private static double memoryUsed(Client client) {
    return scrape(client)
        .lines()
        .filter(line -> line.startsWith("gatehouse_memory_used_bytes "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  private boolean isServed(Gateway gateway) {
    try {
      return connect(gateway).send(GET).answer().text().equals("hello");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aTrustedProxyIsNotHeldToTheLimitOfOneAddress() throws Exception {
    Gateway gateway =
        gateway("{connections-per-address: 1}", "trusted-proxies: {peers: [127.0.0.0/8]}");
    for (int i = 0; i < 5; i++) {
      assertThat(connect(gateway).send(GET).answer().text()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "G", "GET / HTTP/1.1\nHost: loc"})
  void aHeadHasOneTimeFromTheFirstMomentOn(String sent) throws Exception {
    Gateway gateway = gateway("{header-timeout: 400ms}");
    long begun = System.nanoTime();
    Wire wire = connect(gateway).send(sent);
    if (sent.startsWith("G")) {
      assertThat(wire.answer().status()).isEqualTo(408);
    }
    assertThat(wire.ended()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(390));
    awaitCount(
        gateway, "gatehouse_listener_ended_total{listener=\"web\",reason=\"header-timeout\"} 1.0");
  }
}
