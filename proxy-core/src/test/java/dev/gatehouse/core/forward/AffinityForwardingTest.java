package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.pool.AffinitySettings;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendTlsSettings;
import dev.gatehouse.core.pool.BalancerChoice;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.pool.DiscoverySettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The affinity cookie through whole exchanges, with retries. */
class AffinityForwardingTest {
  private final ManualLoop loop = new ManualLoop();
  private final AskedUpstreams upstreams = new AskedUpstreams();
  private final BackendPool pool =
      new BackendPool(
          new PoolSettings(
              "app",
              List.of(
                  BackendSettings.parse("http://127.0.0.1:9001"),
                  BackendSettings.parse("http://127.0.0.1:9002")),
              BackendProtocol.HTTP_1_1,
              new BackendTlsSettings(),
              BalancerChoice.ROUND_ROBIN,
              null,
              new AffinitySettings("stick"),
              new ConnectionSettings(),
              new ConcurrencySettings(),
              new HealthSettings(),
              new DiscoverySettings()),
          backend -> BackendObserver.NONE);
  private Answers answers = new Answers();

  /** Begins an exchange whose client brings {@code cookie}. */
  private Exchange ask(TestExchange client, @Nullable String cookie) {
    answers = new Answers();
    if (cookie != null) {
      client.header("cookie", "a=1; stick=" + cookie);
    }
    Exchange exchange = client.loop(loop).exchange();
    new Forwarder(pool, upstreams, new TimeoutSettings(), HostPolicy.REQUEST)
        .handle(exchange, answers);
    return exchange;
  }

  private @Nullable String answer(Exchange exchange) {
    upstreams.last().accept(false);
    upstreams.last().answer(200);
    exchange.sent();
    return answers.response().headers().get(HeaderNames.SET_COOKIE);
  }

  private static String token(@Nullable String field) {
    String set = Objects.requireNonNull(field, "no cookie");
    return set.substring("stick=".length(), set.indexOf(';'));
  }

  @Test
  void aClientComesBackToItsBackendAndGetsItsCookieOnce() {
    String token = token(answer(ask(TestExchange.get("/"), null)));
    int first = upstreams.last().backend().address().getPort();
    for (int i = 0; i < 6; i++) {
      Exchange again = ask(TestExchange.get("/"), token);
      assertThat(upstreams.last().backend().address().getPort()).isEqualTo(first);
      assertThat(again.request().headers().get(HeaderNames.COOKIE)).isEqualTo("a=1");
      assertThat(answer(again)).isNull();
    }
  }

  @Test
  void aClientThatWasMovedByARetryKeepsToItsNewBackend() {
    String token = token(answer(ask(TestExchange.get("/"), null)));
    Exchange exchange = ask(TestExchange.get("/"), token);
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    int second = upstreams.last().backend().address().getPort();
    String moved = token(answer(exchange));
    assertThat(moved).isNotEqualTo(token);
    answer(ask(TestExchange.get("/"), moved));
    assertThat(upstreams.last().backend().address().getPort()).isEqualTo(second);
  }

  @Test
  void theCookieIsForTlsAloneIfTheClientSpeaksTls() {
    assertThat(answer(ask(TestExchange.get("/").tls(), null))).endsWith("; Secure");
    TestExchange behindAnother = TestExchange.get("/").header("x-forwarded-proto", "https");
    assertThat(answer(ask(behindAnother, null))).endsWith("; Secure");
    assertThat(answer(ask(TestExchange.get("/"), null))).doesNotContain("Secure");
  }

  @Test
  void noErrorBindsAClient() {
    Exchange exchange = ask(TestExchange.get("/"), "none");
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(answers.told).containsExactly("fail connect-refused");
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
  }
}
