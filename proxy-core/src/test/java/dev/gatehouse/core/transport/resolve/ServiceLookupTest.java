package dev.gatehouse.core.transport.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.NameResolver;
import dev.gatehouse.core.pool.ServiceAnswer;
import dev.gatehouse.core.pool.ServiceRecord;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services looked up at a name server on loopback. */
final class ServiceLookupTest {
  private static final String NAME = "_http._tcp.app.test";

  private final NameServer server = new NameServer();
  private NettyNameResolver resolver = NettyNameResolver.start(server.address(), 20_000);

  private record Outcome(
      @Nullable ServiceAnswer answer, @Nullable Duration lifetime, @Nullable Failure failure) {}

  @AfterEach
  void stop() {
    resolver.close();
    server.close();
  }

  private Outcome look() throws InterruptedException {
    BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(2);
    NameResolver.Listener<ServiceAnswer> listener =
        new NameResolver.Listener<>() {
          @Override
          public void resolved(ServiceAnswer answer, Duration lifetime) {
            outcomes.add(new Outcome(answer, lifetime, null));
          }

          @Override
          public void failed(Failure failure) {
            outcomes.add(new Outcome(null, null, failure));
          }
        };
    resolver.executor().execute(() -> resolver.services(NAME, listener));
    Outcome outcome = outcomes.poll(60, TimeUnit.SECONDS);
    return Objects.requireNonNull(outcome, "no outcome");
  }

  private ServiceAnswer answer() throws InterruptedException {
    Outcome outcome = look();
    assertThat(outcome.failure()).isNull();
    return Objects.requireNonNull(outcome.answer());
  }

  private Failure failure() throws InterruptedException {
    return Objects.requireNonNull(look().failure(), "no failure");
  }

  @Test
  void findsTheServersOfAService() throws InterruptedException {
    server.server(NAME, 30, 10, 5, 8080, "One.app.test");
    server.server(NAME, 30, 20, 0, 8081, "two.app.test");
    Outcome outcome = look();
    assertThat(Objects.requireNonNull(outcome.answer()).records())
        .containsExactlyInAnyOrder(
            new ServiceRecord(10, 5, 8080, "one.app.test"),
            new ServiceRecord(20, 0, 8081, "two.app.test"));
    assertThat(outcome.answer().addresses()).isEmpty();
    assertThat(outcome.lifetime()).hasSeconds(30);
  }

  @Test
  void takesTheAddressesThatComeWithTheAnswerAndTheirLifetime() throws InterruptedException {
    server.server(NAME, 30, 10, 5, 8080, "one.app.test");
    server.answer("one.app.test", 7, "10.0.0.1", "fd00::1");
    server.sendAddresses();
    Outcome outcome = look();
    assertThat(Objects.requireNonNull(outcome.answer()).addresses())
        .isEqualTo(
            Map.of(
                "one.app.test",
                List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("fd00::1"))));
    assertThat(outcome.lifetime()).hasSeconds(7);
  }

  @Test
  void followsAnAliasAndItsLifetime() throws InterruptedException {
    server.alias(NAME, 3, "_http._tcp.other.test");
    server.server("_http._tcp.other.test", 30, 10, 5, 8080, "one.app.test");
    Outcome outcome = look();
    assertThat(Objects.requireNonNull(outcome.answer()).records()).hasSize(1);
    assertThat(outcome.lifetime()).hasSeconds(3);
  }

  @Test
  void asksAgainOverTcpWhereTheAnswerIsCutShort() throws InterruptedException {
    for (int i = 0; i < 60; i++) {
      server.server(NAME, 30, 10, 5, 8080 + i, "server-" + i + ".app.test");
    }
    server.truncate();
    assertThat(answer().records()).hasSize(60);
    assertThat(server.overTcp()).isEqualTo(1);
  }

  @Test
  void failsForAnUnknownServiceAndFindsItOnceItExists() throws InterruptedException {
    Failure failure = failure();
    assertThat(failure.reason()).isEqualTo(FailureReason.DNS_FAILED);
    assertThat(failure.detail()).contains(NAME, "NXDomain");
    server.server(NAME, 30, 10, 5, 8080, "one.app.test");
    assertThat(answer().records()).hasSize(1);
  }

  @Test
  void failsForANameThatIsNoService() throws InterruptedException {
    server.answer(NAME, 30, "10.0.0.1");
    assertThat(failure().detail()).contains("no such service");
  }

  @Test
  void failsWhereTheNameServerIsInTrouble() throws InterruptedException {
    server.refuse(NAME, DnsResponseCode.SERVFAIL);
    assertThat(failure().detail()).contains("ServFail");
  }

  @Test
  void tellsASilentNameServerFromOneThatDoesNotKnow() throws InterruptedException {
    resolver.close();
    resolver = NettyNameResolver.start(server.address(), 50);
    server.silence();
    assertThat(failure().reason()).isEqualTo(FailureReason.DNS_TIMEOUT);
  }
}
