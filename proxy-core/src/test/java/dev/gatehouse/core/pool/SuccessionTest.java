package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.PassiveHealthSettings;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One pool that takes the place of another, under virtual time. */
final class SuccessionTest {
  private static final ConcurrencySettings BOUNDED =
      new ConcurrencySettings(1, 0, 8, Duration.ofSeconds(2), null);

  private final ManualLoop loop = new ManualLoop();
  private final FakeNames names = new FakeNames(loop.executor());
  private final List<String> left = new ArrayList<>();

  private final Membership membership =
      new Membership() {
        @Override
        public void joined(Backend backend) {}

        @Override
        public void left(Backend backend) {
          left.add(backend.name());
        }
      };

  private BackendPool pool(
      HealthSettings health, BackendPool.@Nullable Predecessor before, String... backends) {
    return pool(health, new ConcurrencySettings(), before, backends);
  }

  private BackendPool pool(
      HealthSettings health,
      ConcurrencySettings concurrency,
      BackendPool.@Nullable Predecessor before,
      String... backends) {
    PoolSettings settings =
        new PoolSettings(
            "app",
            Stream.of(backends).map(BackendSettings::parse).toList(),
            BackendProtocol.HTTP_1_1,
            new BackendTlsSettings(),
            BalancerChoice.ROUND_ROBIN,
            null,
            null,
            new ConnectionSettings(),
            concurrency,
            health,
            new DiscoverySettings());
    BackendPool pool =
        new BackendPool(settings, List.of(), configured -> BackendObserver.NONE, before);
    pool.start(names, (backend, active, listener) -> {}, loop.clock(), membership);
    loop.run();
    return pool;
  }

  private static HealthSettings slowStart(int seconds) {
    return new HealthSettings(null, new PassiveHealthSettings(), Duration.ofSeconds(seconds));
  }

  private static List<String> standings(BackendPool pool) {
    return pool.state().backends().stream().map(BackendState::standing).toList();
  }

  private static BackendPool.Predecessor connected(BackendPool pool) {
    return new BackendPool.Predecessor(pool, true);
  }

  @Test
  void takesOverBackendsWithAllThatIsKnownOfThem() {
    BackendPool old = pool(slowStart(0), null, "http://10.0.0.1", "http://10.0.0.2");
    Backend stays = old.backends().get(1);
    stays.tryBegin();
    stays.answered(5_000_000, loop.clock().nanos());
    old.set("http://10.0.0.2:80", Switch.DRAINING);
    loop.run();

    BackendPool next = pool(slowStart(7), connected(old), "http://10.0.0.3", "http://10.0.0.2");
    assertThat(next.backends()).hasSize(2);
    assertThat(next.backends().get(1)).isSameAs(stays);
    assertThat(stays.active()).isEqualTo(1);
    assertThat(standings(next)).as("the new one warms up").containsExactly("warming", "draining");
    assertThat(left).containsExactly("http://10.0.0.1:80");
    next.set("http://10.0.0.2:80", Switch.UP);
    loop.run();
    assertThat(standings(next)).containsExactly("warming", "up");
  }

  @Test
  void endsAnEjectionWhenTheOldPoolWouldHave() {
    BackendPool old = pool(slowStart(0), null, "http://10.0.0.1", "http://10.0.0.2");
    Backend failing = old.backends().getFirst();
    fail(old, failing, 5);
    assertThat(standings(old)).containsExactly("ejected", "up");
    loop.advance(Duration.ofSeconds(20));

    BackendPool next = pool(slowStart(1), connected(old), "http://10.0.0.1", "http://10.0.0.2");
    assertThat(standings(next)).containsExactly("ejected", "up");
    loop.advance(Duration.ofSeconds(8));
    assertThat(standings(next)).containsExactly("ejected", "up");
    loop.advance(Duration.ofSeconds(3));
    assertThat(standings(next).getFirst()).isIn("warming", "up");
  }

  private void fail(BackendPool pool, Backend backend, int times) {
    for (int i = 0; i < times; i++) {
      pool.failed(backend, FailureReason.CONNECT_REFUSED);
    }
    loop.run();
  }

  @Test
  void hearsOfFailuresOfRequestsThatTheOldPoolStillHas() {
    BackendPool old = pool(slowStart(0), null, "http://10.0.0.1", "http://10.0.0.2");
    Backend failing = old.backends().getFirst();
    BackendPool next = pool(slowStart(1), connected(old), "http://10.0.0.1", "http://10.0.0.2");
    fail(old, failing, 5);
    assertThat(standings(next)).containsExactly("ejected", "up");
  }

  @Test
  void answersForTheOldPoolIfBothHaveTheSameConnections() {
    BackendPool old = pool(slowStart(0), null, "http://10.0.0.1");
    BackendPool next = pool(slowStart(0), connected(old), "http://10.0.0.2");
    assertThat(old.pick(BackendPoolTest.FIRST, null, true)).isSameAs(next.backends().getFirst());

    BackendPool apart =
        pool(slowStart(0), new BackendPool.Predecessor(next, false), "http://10.0.0.3");
    assertThat(apart.backends()).hasSize(1);
    assertThat(next.pick(BackendPoolTest.FIRST, null, true))
        .isNotNull()
        .isNotSameAs(apart.backends().getFirst());
  }

  @Test
  void doesNotForgetAddressesOfNamesThatDoNotResolveNow() {
    names.answer("app.test", "10.0.0.9");
    BackendPool old = pool(slowStart(0), null, "http://app.test");
    names.answers.clear();
    BackendPool next = pool(slowStart(1), connected(old), "http://app.test", "http://10.0.0.1");
    assertThat(next.backends())
        .extracting(backend -> backend.address().getAddress().getHostAddress())
        .containsExactly("10.0.0.9", "10.0.0.1");
    loop.advance(Duration.ofMinutes(1));
    int asked = names.asked.size();
    loop.advance(Duration.ofSeconds(31));
    assertThat(names.asked).as("only one of them asks").hasSize(asked + 1);
  }

  @Test
  void forgetsFailedProbesWhereNobodyProbesAnyMore() {
    HealthSettings probing =
        new HealthSettings(new ActiveHealthSettings(), new PassiveHealthSettings(), Duration.ZERO);
    PoolSettings settings =
        new PoolSettings(
            "app",
            List.of(BackendSettings.parse("http://10.0.0.1")),
            BackendProtocol.HTTP_1_1,
            new BackendTlsSettings(),
            BalancerChoice.ROUND_ROBIN,
            null,
            null,
            new ConnectionSettings(),
            new ConcurrencySettings(),
            probing,
            new DiscoverySettings());
    BackendPool old = new BackendPool(settings, configured -> BackendObserver.NONE);
    old.start(names, (backend, active, probe) -> probe.failed("dead"), loop.clock(), membership);
    loop.run();
    assertThat(standings(old)).containsExactly("failing");
    assertThat(standings(pool(slowStart(0), connected(old), "http://10.0.0.1")))
        .containsExactly("up");
  }

  @Test
  void countsRequestsAnewWhereTheBoundOnThemChangesAndForgetsNothingElse() {
    BackendPool old = pool(slowStart(0), null, "http://10.0.0.1", "http://10.0.0.2");
    Backend was = old.pick(BackendPoolTest.FIRST, null, true);
    Objects.requireNonNull(was, "nobody");
    old.set("http://10.0.0.2:80", Switch.DOWN);
    loop.run();

    BackendPool next =
        pool(slowStart(0), BOUNDED, connected(old), "http://10.0.0.1", "http://10.0.0.2");
    assertThat(standings(next)).containsExactly("up", "down");
    Backend is = next.backends().getFirst();
    assertThat(is).isNotSameAs(was);
    assertThat(is.connections()).isSameAs(old.backends().getFirst().connections());
    assertThat(next.state().active()).isZero();
    was.ended();
    assertThat(next.pick(BackendPoolTest.FIRST, null, true)).isSameAs(is);
    assertThat(next.state().active()).isEqualTo(1);
    assertThat(next.pick(BackendPoolTest.FIRST, null, true)).as("the bound is 1").isNull();
    assertThat(next.isBusy(BackendPoolTest.FIRST)).isTrue();

    BackendPool last =
        pool(slowStart(3), BOUNDED, connected(next), "http://10.0.0.1", "http://10.0.0.2");
    assertThat(last.pick(BackendPoolTest.FIRST, null, true)).as("one goes on").isNull();
    is.ended();
    assertThat(last.pick(BackendPoolTest.FIRST, null, true)).isSameAs(is);
    assertThat(next.state().backends()).as("the last one picks for it").isEmpty();
  }
}
