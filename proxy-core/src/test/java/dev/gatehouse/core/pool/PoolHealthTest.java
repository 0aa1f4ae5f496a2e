package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.PassiveHealthSettings;
import dev.gatehouse.core.health.Standing;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A pool's health under virtual time: probes, ejections, the operator. */
final class PoolHealthTest {
  private final ManualLoop loop = new ManualLoop();
  private final Probes probes = new Probes();

  /** Probes that end as the test says, at once. */
  private static final class Probes implements Prober {
    final Set<String> dead = new HashSet<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public void probe(Backend backend, ActiveHealthSettings settings, Prober.Listener listener) {
      asked.add(backend.name());
      if (dead.contains(backend.name())) {
        listener.failed("dead");
      } else {
        listener.passed();
      }
    }
  }

  private static String url(int number) {
    return "http://10.0.0." + number + ":80";
  }

  private BackendPool pool(int count, @Nullable ActiveHealthSettings active, Duration slowStart) {
    List<BackendSettings> backends = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      backends.add(BackendSettings.parse(url(i)));
    }
    PoolSettings settings =
        new PoolSettings(
            "app",
            backends,
            BackendProtocol.HTTP_1_1,
            new BackendTlsSettings(),
            BalancerChoice.ROUND_ROBIN,
            null,
            null,
            new ConnectionSettings(),
            new ConcurrencySettings(),
            new HealthSettings(active, new PassiveHealthSettings(), slowStart),
            new DiscoverySettings());
    BackendPool pool = new BackendPool(settings, configured -> BackendObserver.NONE);
    pool.start(new NoNames(loop), probes, loop.clock(), Membership.NONE);
    loop.run();
    return pool;
  }

  private static Set<String> picked(BackendPool pool) {
    Set<String> picked = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Backend backend = pool.pick(BackendPoolTest.FIRST, null, true);
      if (backend != null) {
        picked.add(backend.name());
      }
    }
    return picked;
  }

  private void fail(BackendPool pool, int number, int times) {
    for (int i = 0; i < times; i++) {
      pool.failed(backend(pool, number), FailureReason.CONNECT_REFUSED);
    }
    loop.run();
  }

  private static Backend backend(BackendPool pool, int number) {
    return pool.backends().get(number - 1);
  }

  private Standing standing(BackendPool pool, int number) {
    return backend(pool, number).report().standing();
  }

  @Test
  void probesAtOnceAndLeavesOutWhoFails() {
    probes.dead.add(url(1));
    BackendPool pool = pool(3, new ActiveHealthSettings(), Duration.ZERO);
    assertThat(probes.asked).containsExactly(url(1), url(2), url(3));
    assertThat(picked(pool)).containsExactlyInAnyOrder(url(2), url(3));
    assertThat(standing(pool, 1)).isEqualTo(Standing.FAILING);

    probes.dead.clear();
    loop.advance(Duration.ofSeconds(8));
    assertThat(picked(pool)).contains(url(1));
  }

  @Test
  void fallsAfterThreeProbesAndSoonerThanThreeIntervals() {
    BackendPool pool = pool(3, new ActiveHealthSettings(), Duration.ZERO);
    probes.dead.add(url(2));
    loop.advance(Duration.ofSeconds(4));
    assertThat(picked(pool)).contains(url(2));
    loop.advance(Duration.ofSeconds(4)); // 5 s, and two of a fifth, give or take a tenth
    assertThat(picked(pool)).doesNotContain(url(2));
  }

  @Test
  void ejectsAfterFiveFailuresInARowAndTakesBack() {
    BackendPool pool = pool(4, null, Duration.ZERO);
    fail(pool, 1, 4);
    pool.answered(backend(pool, 1), 200);
    fail(pool, 1, 4);
    assertThat(picked(pool)).contains(url(1));
    fail(pool, 1, 1);
    assertThat(picked(pool)).containsExactlyInAnyOrder(url(2), url(3), url(4));
    assertThat(standing(pool, 1)).isEqualTo(Standing.EJECTED);
    loop.advance(Duration.ofSeconds(29));
    assertThat(picked(pool)).doesNotContain(url(1));
    loop.advance(Duration.ofSeconds(2));
    assertThat(picked(pool)).contains(url(1));
  }

  @Test
  void ejectsNoMoreThanItMayAtATime() {
    BackendPool pool = pool(4, null, Duration.ZERO);
    fail(pool, 1, 5);
    fail(pool, 2, 5);
    assertThat(picked(pool)).containsExactlyInAnyOrder(url(2), url(3), url(4));
    loop.advance(Duration.ofSeconds(31));
    fail(pool, 2, 5);
    assertThat(picked(pool)).as("its failures count anew").doesNotContain(url(2));
  }

  @Test
  void neverEjectsTheOnlyOne() {
    BackendPool pool = pool(1, null, Duration.ZERO);
    fail(pool, 1, 50);
    assertThat(standing(pool, 1)).isEqualTo(Standing.UP);
  }

  @Test
  void usesAllWhenTooFewAreLeft() {
    for (int i = 1; i <= 3; i++) {
      probes.dead.add(url(i));
    }
    BackendPool pool = pool(4, new ActiveHealthSettings(), Duration.ZERO);
    assertThat(picked(pool)).hasSize(4);
  }

  @Test
  void heedsTheOperator() {
    BackendPool pool = pool(3, null, Duration.ZERO);
    var known = pool.set(url(1), Switch.DRAINING);
    loop.run();
    assertThat(known.getNow()).isTrue();
    assertThat(picked(pool)).containsExactlyInAnyOrder(url(2), url(3));
    var unknown = pool.set("http://10.9.9.9:80", Switch.DOWN);
    loop.run();
    assertThat(unknown.getNow()).isFalse();
    pool.set(url(1), Switch.UP);
    loop.run();
    assertThat(picked(pool)).hasSize(3);
  }

  @Test
  void growsTheShareOfOneThatCameBack() {
    BackendPool pool = pool(2, null, Duration.ofSeconds(10));
    fail(pool, 1, 5);
    loop.advance(Duration.ofSeconds(31));
    assertThat(standing(pool, 1)).isEqualTo(Standing.WARMING);
    assertThat(picksOfFirst(pool)).isLessThan(200);
    loop.advance(Duration.ofSeconds(5));
    assertThat(picksOfFirst(pool)).isBetween(250, 420);
    loop.advance(Duration.ofSeconds(6));
    assertThat(picksOfFirst(pool)).isEqualTo(500);
    assertThat(standing(pool, 1)).isEqualTo(Standing.UP);
  }

  private static int picksOfFirst(BackendPool pool) {
    int picks = 0;
    for (int i = 0; i < 1_000; i++) {
      Backend backend = pool.pick(BackendPoolTest.FIRST, null, true);
      picks += backend != null && backend.name().equals(url(1)) ? 1 : 0;
    }
    return picks;
  }

  @Test
  void asksNoMoreOnceStopped() {
    BackendPool pool = pool(2, new ActiveHealthSettings(), Duration.ZERO);
    pool.stop();
    int before = probes.asked.size();
    loop.advance(Duration.ofMinutes(1));
    assertThat(probes.asked).hasSize(before);
  }
}
