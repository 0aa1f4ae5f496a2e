package dev.gatehouse.core.transport.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.NameResolver;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NettyNameResolverTest {
  private static final long QUERY_TIMEOUT_MILLIS = 20_000;

  private final NameServer server = new NameServer();
  private NettyNameResolver resolver =
      NettyNameResolver.start(server.address(), QUERY_TIMEOUT_MILLIS);

  private record Outcome(
      List<String> addresses, @Nullable Duration lifetime, @Nullable Failure failure) {}

  @AfterEach
  void stop() {
    resolver.close();
    server.close();
  }

  private Outcome resolve(String name) throws InterruptedException {
    BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(2);
    NameResolver.Listener<List<InetAddress>> listener =
        new NameResolver.Listener<>() {
          @Override
          public void resolved(List<InetAddress> addresses, Duration lifetime) {
            List<String> texts = addresses.stream().map(InetAddress::getHostAddress).toList();
            outcomes.add(new Outcome(texts, lifetime, null));
          }

          @Override
          public void failed(Failure failure) {
            outcomes.add(new Outcome(List.of(), null, failure));
          }
        };
    resolver.executor().execute(() -> resolver.resolve(name, listener));
    Outcome outcome = outcomes.poll(60, TimeUnit.SECONDS);
    assertThat(outcome).as("an outcome for " + name).isNotNull();
    return outcome;
  }

  private Failure failure(String name) throws InterruptedException {
    return Objects.requireNonNull(resolve(name).failure(), "no failure");
  }

  @Test
  void findsAllAddressesAndHowLongTheyHold() throws InterruptedException {
    server.answer("app.test", 42, "10.0.0.1", "10.0.0.2");
    Outcome outcome = resolve("app.test");
    assertThat(outcome.addresses()).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
    assertThat(outcome.lifetime()).hasSeconds(42);
  }

  @Test
  void asksAnewEachTime() throws InterruptedException {
    server.answer("app.test", 3600, "10.0.0.1");
    assertThat(resolve("app.test").addresses()).containsExactly("10.0.0.1");
    server.answer("app.test", 7, "10.0.0.2");
    Outcome changed = resolve("app.test");
    assertThat(changed.addresses()).containsExactly("10.0.0.2");
    assertThat(changed.lifetime()).hasSeconds(7);
  }

  @Test
  void failsForAnUnknownNameAndFindsItOnceItExists() throws InterruptedException {
    Failure failure = failure("late.test");
    assertThat(failure.reason()).isEqualTo(FailureReason.DNS_FAILED);
    assertThat(failure.detail()).contains("late.test");
    server.answer("late.test", 1, "10.0.0.1");
    assertThat(resolve("late.test").addresses()).containsExactly("10.0.0.1");
  }

  @Test
  void failsForANameWithoutAddresses() throws InterruptedException {
    server.answer("empty.test", 60);
    Failure failure = failure("empty.test");
    assertThat(failure.reason()).isEqualTo(FailureReason.DNS_FAILED);
  }

  @Test
  void tellsASilentNameServerFromOneThatDoesNotKnow() throws InterruptedException {
    resolver.close();
    resolver = NettyNameResolver.start(server.address(), 50);
    server.silence();
    Failure failure = failure("app.test");
    assertThat(failure.reason()).isEqualTo(FailureReason.DNS_TIMEOUT);
  }

  @Test
  void knowsLocalhostWithoutANameServer() throws InterruptedException {
    server.silence();
    assertThat(resolve("localhost").addresses()).contains("127.0.0.1");
    assertThat(resolve("app.localhost").addresses()).containsExactly("127.0.0.1");
  }

  @Test
  void findsTheIpv4AddressOfANameInBothFamilies() throws InterruptedException {
    server.answer("both.test", 60, "10.0.0.1", "fd00::1");
    assertThat(resolve("both.test").addresses()).contains("10.0.0.1");
  }

  @Test
  void holdsAnAnswerNoLongerThanTheAliasThatLeadsToIt() throws InterruptedException {
    server.answer("app.test", 300, "10.0.0.1");
    server.alias("www.test", 20, "app.test");
    Outcome outcome = resolve("www.test");
    assertThat(outcome.addresses()).containsExactly("10.0.0.1");
    assertThat(outcome.lifetime()).hasSeconds(20);
    assertThat(resolve("app.test").lifetime()).as("without an alias").hasSeconds(300);
  }

  @Test
  void asksAgainOverTcpWhereAnAnswerIsCutShort() throws InterruptedException {
    server.answer("app.test", 42, "10.0.0.1");
    server.truncate();
    assertThat(resolve("app.test").addresses()).containsExactly("10.0.0.1");
    assertThat(server.overTcp()).isPositive();
  }

  @Test
  void failsWhereTheNameServerIsInTrouble() throws InterruptedException {
    server.refuse("app.test", DnsResponseCode.SERVFAIL);
    assertThat(failure("app.test").reason()).isEqualTo(FailureReason.DNS_FAILED);
  }
}
