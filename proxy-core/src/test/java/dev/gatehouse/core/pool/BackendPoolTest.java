package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.testing.ManualLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BackendPoolTest {
  static final PickContext<Backend> FIRST =
      new PickContext<>() {
        @Override
        public boolean tried(Backend candidate) {
          return false;
        }

        @Override
        public long hash() {
          return 0;
        }

        @Override
        public long now() {
          return 0;
        }
      };

  private final ManualLoop loop = new ManualLoop();
  private final FakeNames names = new FakeNames(loop.executor());

  private static BackendPool pool(String... urls) {
    List<BackendSettings> backends = Stream.of(urls).map(BackendSettings::parse).toList();
    return new BackendPool(new PoolSettings("app", backends), configured -> BackendObserver.NONE);
  }

  private static List<String> addresses(BackendPool pool) {
    return pool.backends().stream()
        .map(b -> b.address().getAddress().getHostAddress() + ":" + b.address().getPort())
        .toList();
  }

  private @Nullable Backend pick(BackendPool pool) {
    return pool.pick(FIRST, null, true);
  }

  @Test
  void isReadyAtOnceForAddresses() {
    BackendPool pool = pool("http://127.0.0.1:3000", "https://[::1]");
    assertThat(addresses(pool)).containsExactly("127.0.0.1:3000", "0:0:0:0:0:0:0:1:443");
    assertThat(pick(pool)).isNotNull();
    Future<?> started = pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    assertThat(started.isSuccess()).isTrue();
    assertThat(names.asked).isEmpty();
  }

  @Test
  void makesEachAddressOfANameATargetOfItsOwn() {
    names.answer("app.test", "10.0.0.1", "10.0.0.2");
    BackendPool pool = pool("http://app.test:81", "http://10.0.0.9:82");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    assertThat(addresses(pool)).containsExactly("10.0.0.1:81", "10.0.0.2:81", "10.0.0.9:82");
    assertThat(pool.backends())
        .extracting(Backend::name)
        .containsExactly("http://app.test:81", "http://app.test:81", "http://10.0.0.9:82");
  }

  @Test
  void asksOnceForANameThatSeveralBackendsShare() {
    names.answer("app.test", "10.0.0.1");
    BackendPool pool = pool("http://app.test:81", "http://app.test:82");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    assertThat(names.asked).containsExactly("app.test");
    assertThat(addresses(pool)).containsExactly("10.0.0.1:81", "10.0.0.1:82");
  }

  @Test
  void startsWithANameThatDoesNotResolveAndFindsItLater() {
    BackendPool pool = pool("http://app.test");
    assertThat(pool.unavailable().reason()).isEqualTo(FailureReason.DNS_FAILED);
    Future<?> started = pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    assertThat(started.isSuccess()).isTrue();
    assertThat(pick(pool)).isNull();
    assertThat(pool.unavailable()).isSameAs(FakeNames.NO_SUCH_NAME);

    names.answer("app.test", "10.0.0.1");
    loop.advance(Duration.ofMillis(400));
    assertThat(pick(pool)).as("before the first retry").isNull();
    loop.advance(Duration.ofMillis(200));
    assertThat(pick(pool)).isNotNull();
    assertThat(pool.unavailable().reason()).isEqualTo(FailureReason.NO_BACKEND);
  }

  @Test
  void servesFromTheBackendsThatDoResolve() {
    BackendPool pool = pool("http://app.test", "http://10.0.0.9");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    assertThat(addresses(pool)).containsExactly("10.0.0.9:80");
  }

  @Test
  void followsANameAndKeepsWhatItKnowsOfAddressesThatStay() {
    names.answer("app.test", "10.0.0.1", "10.0.0.2");
    BackendPool pool = pool("http://app.test");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    Backend goes = pool.backends().get(0);
    Backend stays = pool.backends().get(1);

    names.answer("app.test", "10.0.0.3", "10.0.0.2");
    loop.advance(Duration.ofSeconds(6));
    assertThat(addresses(pool)).containsExactly("10.0.0.2:80", "10.0.0.3:80");
    assertThat(pool.backends().get(0)).isSameAs(stays);
    assertThat(stays.retired()).isFalse();
    assertThat(goes.retired()).isTrue();
  }

  @Test
  void keepsTheSnapshotWhenAnAnswerOnlyChangesItsOrder() {
    names.answer("app.test", "10.0.0.1", "10.0.0.2");
    BackendPool pool = pool("http://app.test");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    List<Backend> before = pool.backends();
    names.answer("app.test", "10.0.0.2", "10.0.0.1");
    loop.advance(Duration.ofSeconds(6));
    assertThat(names.asked).hasSize(2);
    assertThat(pool.backends()).isSameAs(before);
  }

  @Test
  void keepsTheLastGoodAnswerWhileTheNameFails() {
    names.answer("app.test", "10.0.0.1");
    BackendPool pool = pool("http://app.test");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    names.answers.clear();
    loop.advance(Duration.ofMinutes(10));
    assertThat(addresses(pool)).containsExactly("10.0.0.1:80");
    assertThat(pool.unavailable().reason()).isEqualTo(FailureReason.NO_BACKEND);
  }

  @Test
  void looksUpAgainByTheLifetimeOfTheAnswer() {
    names.answer("app.test", "10.0.0.1");
    names.lifetime = Duration.ofSeconds(60);
    pool("http://app.test").start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.advance(Duration.ofSeconds(59));
    assertThat(names.asked).hasSize(1);
    loop.advance(Duration.ofSeconds(2));
    assertThat(names.asked).hasSize(2);
  }

  @Test
  void asksNoMoreOnceStopped() {
    names.answer("app.test", "10.0.0.1");
    BackendPool pool = pool("http://app.test");
    pool.start(names, Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    pool.stop();
    loop.advance(Duration.ofMinutes(1));
    assertThat(names.asked).hasSize(1);
    assertThat(pick(pool)).isNotNull();
  }

  @Test
  void boundsConnectionsByTheStricterOfPoolAndBackend() {
    List<BackendSettings> backends =
        List.of(
            new BackendSettings(BackendUrl.parse("http://10.0.0.1"), 1, 8, false),
            new BackendSettings(BackendUrl.parse("http://10.0.0.2"), 1, 0, false),
            new BackendSettings(BackendUrl.parse("http://10.0.0.3"), 1, 100_000, false));
    BackendPool pool =
        new BackendPool(new PoolSettings("app", backends), configured -> BackendObserver.NONE);
    int ofPool = pool.settings().connections().max();
    assertThat(pool.backends())
        .extracting(backend -> backend.connections().max())
        .containsExactly(8, ofPool, ofPool);
  }
}
