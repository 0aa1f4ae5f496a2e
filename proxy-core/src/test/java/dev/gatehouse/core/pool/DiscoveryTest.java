package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.PassiveHealthSettings;
import dev.gatehouse.core.testing.ManualLoop;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends from services and files, under virtual time. */
final class DiscoveryTest {
  private static final String SERVICE = "_http._tcp.app.test";
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final ManualLoop loop = new ManualLoop();
  private final FakeNames names = new FakeNames(loop.executor());
  private final List<String> told = new ArrayList<>();

  private final Membership membership =
      new Membership() {
        @Override
        public void joined(Backend backend) {
          told.add("+" + at(backend));
        }

        @Override
        public void left(Backend backend) {
          told.add("-" + at(backend));
        }
      };

  private static String at(Backend backend) {
    return backend.address().getAddress().getHostAddress() + ":" + backend.address().getPort();
  }

  private static List<BackendSettings> backends(String... urls) {
    return Stream.of(urls).map(BackendSettings::parse).toList();
  }

  private BackendPool start(DiscoverySettings discovery, List<BackendSettings> listed) {
    return start(discovery, listed, Duration.ZERO);
  }

  private BackendPool start(
      DiscoverySettings discovery, List<BackendSettings> listed, Duration slowStart) {
    PoolSettings settings =
        new PoolSettings(
            "app",
            List.of(),
            BackendProtocol.HTTP_1_1,
            new BackendTlsSettings(),
            BalancerChoice.ROUND_ROBIN,
            null,
            null,
            new ConnectionSettings(),
            new ConcurrencySettings(),
            new HealthSettings(null, new PassiveHealthSettings(), slowStart),
            discovery);
    BackendPool pool = new BackendPool(settings, listed, configured -> BackendObserver.NONE, null);
    Future<?> looked = pool.start(names, Prober.NONE, loop.clock(), membership);
    loop.run();
    assertThat(looked.isSuccess()).isTrue();
    return pool;
  }

  private BackendPool service() {
    return start(new DiscoverySettings(new DnsSettings(REFRESH, REFRESH, SERVICE)), List.of());
  }

  private BackendPool file(String... urls) {
    return start(
        new DiscoverySettings(new DnsSettings(), Path.of("backends.yaml")), backends(urls));
  }

  private static List<String> addresses(BackendPool pool) {
    return pool.backends().stream().map(DiscoveryTest::at).toList();
  }

  // ---- services

  @Test
  void resolvesTheServersOfAService() {
    names.service(
        SERVICE,
        new ServiceRecord(10, 2, 8080, "one.test"),
        new ServiceRecord(20, 1, 8081, "two.test"));
    names.answer("one.test", "10.0.0.1", "10.0.0.2");
    names.answer("two.test", "10.0.0.3");
    BackendPool pool = service();
    assertThat(addresses(pool)).containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8081");
    assertThat(pool.backends()).extracting(Backend::weight).containsExactly(2, 2, 1);
    assertThat(pool.backends())
        .extracting(backend -> backend.settings().backup())
        .containsExactly(false, false, true);
  }

  @Test
  void doesNotAskForAddressesThatCameWithTheService() {
    names.services.put(
        SERVICE,
        new ServiceAnswer(
            List.of(new ServiceRecord(10, 2, 8080, "one.test")),
            Map.of("one.test", FakeNames.addresses("10.0.0.1"))));
    BackendPool pool = service();
    assertThat(addresses(pool)).containsExactly("10.0.0.1:8080");
    assertThat(names.asked).containsExactly(SERVICE);
  }

  @Test
  void followsAServiceAndAsksNoMoreForServersThatLeft() {
    names.service(
        SERVICE, new ServiceRecord(1, 1, 80, "one.test"), new ServiceRecord(1, 1, 80, "two.test"));
    names.answer("one.test", "10.0.0.1");
    names.answer("two.test", "10.0.0.2");
    BackendPool pool = service();
    Backend stays = pool.backends().get(1);
    names.service(
        SERVICE, new ServiceRecord(1, 7, 80, "two.test"), new ServiceRecord(1, 1, 80, "new.test"));
    names.answer("new.test", "10.0.0.3");
    loop.advance(REFRESH.plusMillis(100));
    assertThat(addresses(pool)).containsExactlyInAnyOrder("10.0.0.2:80", "10.0.0.3:80");
    assertThat(pool.backends()).contains(stays);
    assertThat(stays.weight()).as("what is said of it").isEqualTo(7);
    assertThat(told)
        .containsExactly("+10.0.0.1:80", "+10.0.0.2:80", "-10.0.0.1:80", "+10.0.0.3:80");
    names.asked.clear();
    loop.advance(REFRESH.plusMillis(200));
    assertThat(names.asked).contains("two.test", "new.test").doesNotContain("one.test");
  }

  @Test
  void keepsTheServersOfTheLastGoodAnswer() {
    names.service(SERVICE, new ServiceRecord(1, 1, 80, "one.test"));
    names.answer("one.test", "10.0.0.1");
    BackendPool pool = service();
    names.services.clear();
    names.answers.clear();
    loop.advance(Duration.ofMinutes(10));
    assertThat(addresses(pool)).containsExactly("10.0.0.1:80");
    names.service(SERVICE, new ServiceRecord(1, 1, 80, ""));
    loop.advance(Duration.ofMinutes(1));
    assertThat(addresses(pool)).as("an answer without servers").containsExactly("10.0.0.1:80");
    SourceState state = pool.sources().getFirst();
    assertThat(state.kind()).isEqualTo(SourceState.Kind.SERVICE);
    assertThat(state.failures()).isGreaterThan(10);
    assertThat(state.problem()).contains("no servers");
    assertThat(state.goodAt()).isNotNull();
  }

  @Test
  void saysWhyThereIsNobodyWhileTheServiceIsUnknown() {
    BackendPool pool = service();
    assertThat(pool.unavailable().reason()).isEqualTo(FailureReason.DNS_FAILED);
    names.service(SERVICE, new ServiceRecord(1, 1, 80, "one.test"));
    names.answer("one.test", "10.0.0.1");
    loop.advance(Duration.ofSeconds(1));
    assertThat(addresses(pool)).containsExactly("10.0.0.1:80");
    assertThat(pool.unavailable().reason()).isEqualTo(FailureReason.NO_BACKEND);
  }

  // ---- files

  @Test
  void takesOverWhatTheFileSaysAndKeepsWhoStays() {
    BackendPool pool = file("http://10.0.0.1", "http://10.0.0.2");
    Backend stays = pool.backends().get(1);
    stays.tryBegin();
    pool.list(
        List.of(
            new BackendSettings(BackendUrl.parse("http://10.0.0.2"), 5, 3, true),
            BackendSettings.parse("http://10.0.0.3")));
    loop.run();
    assertThat(addresses(pool)).containsExactly("10.0.0.2:80", "10.0.0.3:80");
    assertThat(pool.backends().getFirst()).isSameAs(stays);
    assertThat(stays.active()).isEqualTo(1);
    assertThat(stays.weight()).isEqualTo(5);
    assertThat(stays.connections().max()).isEqualTo(3);
    assertThat(told)
        .containsExactly("+10.0.0.1:80", "+10.0.0.2:80", "-10.0.0.1:80", "+10.0.0.3:80");
  }

  @Test
  void resolvesNamesInTheFile() {
    names.answer("app.test", "10.0.0.9");
    BackendPool pool = file("http://10.0.0.1");
    pool.list(backends("http://app.test:81"));
    loop.run();
    assertThat(addresses(pool)).containsExactly("10.0.0.9:81");
  }

  @Test
  void keepsWhatTheFileSaidWhileItIsOfNoUse() {
    BackendPool pool = file("http://10.0.0.1");
    loop.advance(Duration.ofSeconds(30));
    pool.listFailed("backends.yaml:1:3: a tab");
    loop.run();
    assertThat(addresses(pool)).containsExactly("10.0.0.1:80");
    SourceState state = pool.sources().getFirst();
    assertThat(state.problem()).isEqualTo("backends.yaml:1:3: a tab");
    assertThat(state.failures()).isEqualTo(1);
    assertThat(state.goodAt()).isEqualTo(loop.clock().nanos() - Duration.ofSeconds(30).toNanos());
    pool.list(backends("http://10.0.0.1"));
    loop.run();
    assertThat(pool.sources().getFirst().problem()).isNull();
  }

  @Test
  void givesLateComersAGrowingShare() {
    BackendPool pool =
        start(
            new DiscoverySettings(new DnsSettings(), Path.of("backends.yaml")),
            backends("http://10.0.0.1"),
            Duration.ofSeconds(10));
    pool.list(backends("http://10.0.0.1", "http://10.0.0.2"));
    loop.run();
    assertThat(pool.state().backends())
        .extracting(BackendState::standing)
        .containsExactly("up", "warming");
    loop.advance(Duration.ofSeconds(11));
    assertThat(pool.state().backends())
        .extracting(BackendState::standing)
        .containsExactly("up", "up");
  }

  // ---- settings

  @ParameterizedTest
  @ValueSource(
      strings = {"app.test", "_http.app.test", "_http._tcp.", "_http._tcp.-", "_a b._tcp.app.test"})
  void refusesWhatIsNoNameOfAService(String name) {
    assertThatThrownBy(() -> new DnsSettings(REFRESH, REFRESH, name))
        .hasMessage(
            "srv: %s (expected: the name of a service, such as _http._tcp.app.internal)", name);
  }

  @Test
  void refusesALongestTimeBelowTheShortest() {
    assertThatThrownBy(() -> new DnsSettings(REFRESH, Duration.ofSeconds(1), null))
        .hasMessage("max-ttl: 1s (expected: no less than refresh, 5s)");
    assertThat(new DnsSettings(Duration.ofHours(1)).refresh()).hasHours(1);
  }
}
