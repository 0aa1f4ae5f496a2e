package dev.gatehouse.server.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.Hedging;
import dev.gatehouse.core.forward.RetryCause;
import dev.gatehouse.core.forward.RetryDecision;
import dev.gatehouse.core.forward.RetryObserver;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final int MICROSECOND = 1_000;

  private final Telemetry telemetry = new Telemetry(2, "1.2.3");
  private final ManualLoop first = new ManualLoop(0);
  private final ManualLoop second = new ManualLoop(1);

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void addsUpTheRequestsOfARouteOverLoops() throws IOException {
    ExchangeObserver shop = telemetry.route("shop");
    finish(shop, first, 200, Duration.ofMillis(3));
    finish(shop, second, 204, Duration.ofMillis(30));
    finish(shop, second, 404, Duration.ZERO);
    assertThat(scrape())
        .contains(
            "gatehouse_requests_total{route=\"shop\",status=\"2xx\"} 2.0",
            "gatehouse_requests_total{route=\"shop\",status=\"4xx\"} 1.0",
            "gatehouse_request_bytes_total{route=\"shop\"} 30.0",
            "gatehouse_response_bytes_total{route=\"shop\"} 300.0",
            "gatehouse_request_duration_seconds_bucket{route=\"shop\",le=\"1.0E-4\"} 1",
            "gatehouse_request_duration_seconds_bucket{route=\"shop\",le=\"0.0025\"} 1",
            "gatehouse_request_duration_seconds_bucket{route=\"shop\",le=\"0.005\"} 2",
            "gatehouse_request_duration_seconds_bucket{route=\"shop\",le=\"+Inf\"} 3",
            "gatehouse_request_duration_seconds_count{route=\"shop\"} 3",
            "gatehouse_request_duration_seconds_sum{route=\"shop\"} 0.033");
  }

  @Test
  void countsFailuresByReasonAndRequestsWithoutAnswer() throws IOException {
    Exchange exchange = exchange(first, telemetry.unrouted());
    exchange.cut(Failure.of(FailureReason.BACKEND_RESET));
    assertThat(scrape())
        .contains(
            "gatehouse_requests_total{route=\"(none)\",status=\"none\"} 1.0",
            "gatehouse_request_failures_total{reason=\"backend-reset\",route=\"(none)\"} 1.0");
  }

  @Test
  void countsWhatHappensBetweenTheProxyAndABackend() throws IOException {
    BackendObserver backend = telemetry.backend("app", "http://127.0.0.1:9001");
    backend.attempted(0);
    backend.attempted(1);
    backend.waited(0, 500_000 * MICROSECOND);
    backend.connected(0, 250_000 * MICROSECOND);
    backend.connectFailed(1, FailureReason.CONNECT_REFUSED);
    backend.responded(0, 503, 2_000 * MICROSECOND);
    backend.failed(1, FailureReason.CONNECT_REFUSED);
    String labels = "{backend=\"http://127.0.0.1:9001\",pool=\"app\"";
    assertThat(scrape())
        .contains(
            "gatehouse_backend_attempts_total" + labels + "} 2.0",
            "gatehouse_backend_waits_total" + labels + "} 1.0",
            "gatehouse_backend_wait_seconds_total" + labels + "} 0.5",
            "gatehouse_backend_connects_total" + labels + "} 1.0",
            "gatehouse_backend_connect_seconds_total" + labels + "} 0.25",
            "gatehouse_backend_responses_total" + labels + ",status=\"5xx\"} 1.0",
            "gatehouse_backend_first_byte_seconds_bucket" + labels + ",le=\"0.0025\"} 1",
            "gatehouse_backend_connect_failures_total"
                + labels
                + ",reason=\"connect-refused\"} 1.0",
            "gatehouse_backend_failures_total" + labels + ",reason=\"connect-refused\"} 1.0");
  }

  @Test
  void countsWhatIsTriedAgainAndWhatIsNot() throws IOException {
    RetryObserver shop = telemetry.retries("shop");
    shop.decided(0, RetryCause.RESET, RetryDecision.ANOTHER_BACKEND);
    shop.decided(1, RetryCause.RESET, RetryDecision.ANOTHER_BACKEND);
    shop.decided(1, RetryCause.STATUS, RetryDecision.NO_BUDGET);
    shop.hedged(0, Hedging.SENT);
    assertThat(telemetry.retries("shop")).isSameAs(shop);
    assertThat(scrape())
        .contains(
            "gatehouse_retries_total{outcome=\"another-backend\",route=\"shop\",why=\"reset\"} 2.0",
            "gatehouse_retries_total{outcome=\"no-budget\",route=\"shop\",why=\"status\"} 1.0",
            "gatehouse_hedges_total{outcome=\"sent\",route=\"shop\"} 1.0");
  }

  @Test
  void countsTheConnectionsOfAListener() throws IOException {
    ConnectionObserver web = telemetry.listener("web");
    web.accepted(0);
    web.accepted(1);
    web.closed(1);
    web.refused(0, ConnectionObserver.Refusal.LIMIT);
    web.ended(0, Ending.PING_FLOOD);
    web.handshake(0, true, 1_000_000 * MICROSECOND);
    web.handshake(0, false, 0);
    assertThat(scrape())
        .contains(
            "gatehouse_listener_accepted_total{listener=\"web\"} 2.0",
            "gatehouse_listener_connections{listener=\"web\"} 1.0",
            "gatehouse_listener_refused_total{listener=\"web\",reason=\"limit\"} 1.0",
            "gatehouse_listener_ended_total{listener=\"web\",reason=\"ping-flood\"} 1.0",
            "gatehouse_tls_handshakes_total{listener=\"web\",result=\"ok\"} 1.0",
            "gatehouse_tls_handshakes_total{listener=\"web\",result=\"failed\"} 1.0",
            "gatehouse_tls_handshake_seconds_total{listener=\"web\"} 1.0");
  }

  @Test
  void addsUpTheConnectionsToABackendOverLoops() throws IOException {
    telemetry.pools(() -> List.of(new Stats("app", "a", 5, 2, 1), new Stats("app", "a", 3, 3, 0)));
    assertThat(scrape())
        .contains(
            "gatehouse_backend_connections{backend=\"a\",pool=\"app\",state=\"busy\"} 3.0",
            "gatehouse_backend_connections{backend=\"a\",pool=\"app\",state=\"idle\"} 5.0",
            "gatehouse_backend_waiting{backend=\"a\",pool=\"app\"} 1.0");
  }

  @Test
  void goesOnCountingForTheSameNameAndForgetsWhatIsGone() throws IOException {
    finish(telemetry.route("kept"), first, 200, Duration.ZERO);
    finish(telemetry.route("gone"), first, 200, Duration.ZERO);
    telemetry.backend("gone", "b").attempted(0);
    telemetry.retain(Set.of("kept"), Set.of());
    finish(telemetry.route("kept"), first, 200, Duration.ZERO);
    assertThat(scrape())
        .contains("gatehouse_requests_total{route=\"kept\",status=\"2xx\"} 2.0")
        .noneMatch(line -> line.contains("gone"));
  }

  @Test
  void sumsOfAllRequestsNeverGoBack() {
    finish(telemetry.route("kept"), first, 200, Duration.ZERO);
    finish(telemetry.route("gone"), second, 503, Duration.ZERO);
    Totals before = telemetry.totals();
    telemetry.retain(Set.of("kept"), Set.of());
    exchange(first, telemetry.unrouted()).cut(Failure.of(FailureReason.NO_ROUTE));
    finish(telemetry.route("gone"), second, 503, Duration.ZERO);
    Totals after = telemetry.totals();
    assertThat(after.requests()).isEqualTo(4);
    assertThat(after.withStatus(5)).isEqualTo(2);
    Totals between = after.since(before);
    assertThat(between.requests()).isEqualTo(2);
    assertThat(between.failuresByReason()).containsExactly(Map.entry("no-route", 1L));
    assertThat(between.received()).isEqualTo(10);
    assertThat(between.sent()).isEqualTo(100);
  }

  @Test
  void quantilesLieEvenlyWithinAStepOfTheHistogram() {
    assertThat(telemetry.totals().quantile(0.5)).isZero();
    ExchangeObserver route = telemetry.route("shop");
    for (int i = 0; i < 90; i++) {
      finish(route, first, 200, Duration.ofMillis(4)); // in the step from 2.5 to 5 ms
    }
    for (int i = 0; i < 10; i++) {
      finish(route, second, 200, Duration.ofMillis(600)); // in the step from 0.5 to 1 s
    }
    Totals totals = telemetry.totals();
    assertThat(totals.quantile(0.45)).isCloseTo(0.00375, within(1e-9));
    assertThat(totals.quantile(0.9)).isCloseTo(0.005, within(1e-9));
    assertThat(totals.quantile(0.95)).isCloseTo(0.75, within(1e-9));
    finish(route, first, 200, Duration.ofHours(1));
    assertThat(telemetry.totals().quantile(1)).as("longer than any step").isEqualTo(60);
  }

  @Test
  void countsTogetherWhatIsBeyondItsBounds() throws IOException {
    for (int i = 0; i < Telemetry.MOST + 10; i++) {
      finish(telemetry.route("route " + i), first, 200, Duration.ZERO);
      telemetry.backend("pool", "backend " + i).attempted(0);
    }
    List<String> lines = scrape();
    assertThat(lines)
        .contains("gatehouse_requests_total{route=\"(other)\",status=\"2xx\"} 10.0")
        .contains("gatehouse_backend_attempts_total{backend=\"(other)\",pool=\"(other)\"} 10.0");
    assertThat(lines.stream().filter(line -> line.startsWith("gatehouse_request_bytes_total")))
        .hasSize(Telemetry.MOST + 2);
  }

  @Test
  void addsUpConnectionsBeyondItsBounds() throws IOException {
    List<Stats> stats = new ArrayList<>();
    for (int i = 0; i < Telemetry.MOST + 10; i++) {
      stats.add(new Stats("pool " + i, "backend", 3, 1, 2));
    }
    telemetry.pools(() -> stats);
    List<String> lines = scrape();
    assertThat(lines)
        .contains(
            "gatehouse_backend_connections{backend=\"(other)\",pool=\"(other)\",state=\"busy\"}"
                + " 20.0",
            "gatehouse_backend_waiting{backend=\"(other)\",pool=\"(other)\"} 20.0");
    assertThat(lines.stream().filter(line -> line.startsWith("gatehouse_backend_waiting{")))
        .hasSize(Telemetry.MOST + 1);
  }

  @Test
  void tellsOfTheProcessAndOfNumbersKeptElsewhere() throws IOException {
    telemetry.gauge("gatehouse.memory.used.bytes", "Bytes in buffers.", () -> 17);
    telemetry.counter("gatehouse.memory.refusals", "How often memory was short.", () -> 3);
    System.gc();
    assertThat(scrape())
        .contains("gatehouse_memory_used_bytes 17.0", "gatehouse_memory_refusals_total 3.0")
        .anyMatch(line -> line.startsWith("gatehouse_build_info{") && line.contains("\"1.2.3\""))
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(line -> line.startsWith("netty_allocator_memory_used{"))
        .anyMatch(line -> line.startsWith("process_uptime_seconds"))
        .anyMatch(line -> line.matches("process_cpu_seconds_total [0-9.E]+"))
        .anyMatch(line -> line.matches("process_open_fds [1-9][0-9.E]+"))
        .anyMatch(line -> line.matches("process_max_fds [1-9][0-9.E]+"));
  }

  @Test
  void speaksTheFormatThatIsAskedFor() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    assertThat(telemetry.scrape(text, null)).startsWith("text/plain; version=0.0.4");
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    assertThat(telemetry.scrape(open, "application/openmetrics-text; version=1.0.0"))
        .startsWith("application/openmetrics-text");
    assertThat(open.toString(UTF_8)).endsWith("# EOF\n");
  }

  @Test
  void allocatesNothingPerRequest() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ExchangeObserver route = telemetry.route("shop");
    BackendObserver backend = telemetry.backend("app", "a");
    Exchange exchange = exchange(first, route);
    exchange.cut(Failure.of(FailureReason.BACKEND_RESET));
    count(route, backend, exchange, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    count(route, backend, exchange, 10_000);
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10_000).isZero();
  }

  private static void count(
      ExchangeObserver route, BackendObserver backend, Exchange exchange, int times) {
    for (int i = 0; i < times; i++) {
      backend.attempted(0);
      backend.responded(0, 200, i);
      route.finished(exchange);
    }
  }

  private static Exchange exchange(ManualLoop loop, ExchangeObserver observer) {
    Exchange exchange = TestExchange.get("/").loop(loop).exchange();
    exchange.routed(null, observer);
    return exchange;
  }

  private static void finish(
      ExchangeObserver observer, ManualLoop loop, int status, Duration time) {
    Exchange exchange = exchange(loop, observer);
    exchange.status(status);
    exchange.addRequestBytes(10);
    exchange.addResponseBytes(100);
    loop.advance(time);
    exchange.sent();
  }

  private List<String> scrape() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    telemetry.scrape(text, null);
    return text.toString(UTF_8).lines().toList();
  }

  private record Stats(String pool, String backend, int open, int idle, int waiting)
      implements PoolStats {}
}
