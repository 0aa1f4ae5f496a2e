package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoundRobinTest {
  @Test
  void givesEachBackendExactlyItsShare() {
    Backend[] backends = Backends.weighing(5, 3, 2);
    RoundRobin balancer = new RoundRobin(backends, new AtomicInteger());
    Map<Backend, Integer> picks = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      picks.merge(Backends.pick(balancer, PickContext.FIRST), 1, Integer::sum);
    }
    assertThat(picks)
        .containsEntry(backends[0], 500)
        .containsEntry(backends[1], 300)
        .containsEntry(backends[2], 200);
  }

  @Test
  void goesOnWhereTheSetBeforeItStopped() {
    Backend[] backends = Backends.weighing(1, 1, 1);
    AtomicInteger turn = new AtomicInteger();
    assertThat(new RoundRobin(backends, turn).pick(PickContext.FIRST)).isSameAs(backends[0]);
    assertThat(new RoundRobin(backends, turn).pick(PickContext.FIRST)).isSameAs(backends[1]);
  }

  @Test
  void survivesTheOverflowOfItsCounter() {
    Backend[] backends = Backends.weighing(1, 1, 1);
    RoundRobin balancer = new RoundRobin(backends, new AtomicInteger(Integer.MAX_VALUE));
    assertThat(balancer.pick(PickContext.FIRST)).isNotNull();
    assertThat(balancer.pick(PickContext.FIRST)).isNotNull();
  }

  @Test
  void passesOverWhatWasTriedUntilNothingIsLeft() {
    Backend[] backends = Backends.weighing(1000, 1, 1);
    RoundRobin balancer = new RoundRobin(backends, new AtomicInteger());
    TriedBackends tried = new TriedBackends();
    for (int i = 0; i < backends.length; i++) {
      Backend picked = Backends.pick(balancer, tried);
      assertThat(tried.tried(picked)).isFalse();
      tried.add(picked);
    }
    assertThat(balancer.pick(tried)).isNull();
  }

  @Test
  void hasNothingToPickFromAnEmptySet() {
    assertThat(new RoundRobin(new Backend[0], new AtomicInteger()).pick(PickContext.FIRST))
        .isNull();
  }
}
