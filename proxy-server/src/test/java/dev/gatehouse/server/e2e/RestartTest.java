package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Backends that are killed and started again while customers ask: nobody whose request can be
 * repeated notices, and nothing else is ever repeated. {@code bench/check/failures.py} does the
 * same at length, with processes.
 */
class RestartTest {
  private static final int ROUNDS = 2;
  private static final int CUSTOMERS = 8;

  @Test
  void losesNoRepeatableRequestAndSendsNoOtherTwiceWhileAllBackendsAreRestarted() {
    try (RestartableBackend one = new RestartableBackend();
        RestartableBackend two = new RestartableBackend();
        RestartableBackend three = new RestartableBackend();
        Gateway gateway = gateway(one, two, three)) {
      List<RestartableBackend> backends = List.of(one, two, three);
      Customers customers = new Customers(gateway.address("web"), CUSTOMERS);
      customers.awaitMore(100);
      for (int round = 0; round < ROUNDS; round++) {
        for (RestartableBackend backend : backends) {
          backend.kill();
          customers.awaitMore(60);
          backend.start();
          int before = backend.requests();
          Await.until("it is asked again", () -> backend.requests() > before + 10);
        }
      }
      customers.stop();

      assertThat(customers.losses()).allSatisfy(RestartTest::isOfARequestThatMayHaveArrived);
      assertThat(backends)
          .allSatisfy(backend -> assertThat(backend.posts().values()).containsOnly(1));
      assertThat(backends.stream().flatMap(backend -> backend.posts().keySet().stream()).toList())
          .doesNotHaveDuplicates();
    }
  }

  /** A POST may have arrived: it is refused with the reason, or breaks off behind its head. */
  private static void isOfARequestThatMayHaveArrived(Customers.Loss loss) {
    assertThat(loss.method()).isEqualTo("POST");
    if (loss.why().startsWith(Customers.BROKE)) {
      assertThat(loss.status()).isEqualTo(200);
    } else {
      assertThat(loss.status()).isEqualTo(502);
      assertThat(loss.why()).containsAnyOf("connection_terminated", "http_response_incomplete");
    }
  }

  private static Gateway gateway(RestartableBackend... backends) {
    String urls =
        List.of(backends).stream()
            .map(backend -> "'" + backend.url() + "'")
            .collect(Collectors.joining(", "));
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools:
          app:
            backends: [%s]
            health: {passive: {consecutive-failures: 3, eject: 50ms, max-ejected: 34%%}}
        routes: [{pool: app, retry: {budget: 100%%}}]
        """
            .formatted(urls));
  }
}
