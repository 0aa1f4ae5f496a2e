package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LeastRequestTest {
  private final SplittableRandom random = new SplittableRandom(42);

  private LeastRequest balancer(Backend... backends) {
    return new LeastRequest(backends, random::nextInt);
  }

  @Test
  void sharesByWeightWhenNobodyIsBusy() {
    Backend[] backends = Backends.weighing(6, 3, 1);
    LeastRequest balancer = balancer(backends);
    Map<Backend, Integer> picks = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      picks.merge(Backends.pick(balancer, PickContext.FIRST), 1, Integer::sum);
    }
    assertThat(picks.get(backends[0])).isCloseTo(6_000, within(200));
    assertThat(picks.get(backends[1])).isCloseTo(3_000, within(200));
    assertThat(picks.get(backends[2])).isCloseTo(1_000, within(200));
  }

  @Test
  void countsRequestsByWeight() {
    Backend[] backends = Backends.weighing(3, 1);
    for (int i = 0; i < 4; i++) {
      backends[0].begun();
    }
    backends[1].begun();
    // 4 of 3 is more than 1 of 1, though whichever of the two is drawn first.
    assertThat(balancer(backends).pick(PickContext.FIRST)).isSameAs(backends[1]);
    backends[1].begun();
    assertThat(balancer(backends).pick(PickContext.FIRST)).isSameAs(backends[0]);
  }

  @Test
  void keepsASlowBackendFromPilingUp() {
    Backend[] backends = Backends.weighing(1, 1, 1, 1, 1);
    Map<Backend, Integer> picks = simulate(backends, 20_000);
    // A fair share of requests would be 4,000, of which 80 run at a time, four times those of all
    // others together.
    assertThat(picks.get(backends[0])).isLessThan(1_000);
    for (int i = 1; i < backends.length; i++) {
      assertThat(picks.get(backends[i])).isBetween(4_500, 5_200);
    }
    assertThat(peakOfSlow).isLessThan(20);
  }

  private int peakOfSlow;

  /** A request every millisecond; the first backend takes 400 ms for each, the others 20 ms. */
  private Map<Backend, Integer> simulate(Backend[] backends, int requests) {
    record Running(Backend backend, int end) {}
    LeastRequest balancer = balancer(backends);
    Map<Backend, Integer> picks = new HashMap<>();
    PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingInt(Running::end));
    for (int now = 0; now < requests; now++) {
      while (!running.isEmpty() && running.element().end() <= now) {
        running.remove().backend().ended();
      }
      Backend picked = Backends.pick(balancer, PickContext.FIRST);
      picked.begun();
      picks.merge(picked, 1, Integer::sum);
      running.add(new Running(picked, now + (picked == backends[0] ? 400 : 20)));
      peakOfSlow = Math.max(peakOfSlow, backends[0].active());
    }
    return picks;
  }

  @Test
  void passesOverWhatWasTriedUntilNothingIsLeft() {
    Backend[] backends = Backends.weighing(1, 2, 3, 4);
    LeastRequest balancer = balancer(backends);
    TriedBackends tried = new TriedBackends();
    for (int i = 0; i < backends.length; i++) {
      Backend picked = Backends.pick(balancer, tried);
      assertThat(tried.tried(picked)).isFalse();
      tried.add(picked);
    }
    assertThat(balancer.pick(tried)).isNull();
  }

  @Test
  void picksTheOnlyOneUnlessItWasTried() {
    Backend[] one = Backends.weighing(1);
    TriedBackends tried = new TriedBackends();
    assertThat(balancer(one).pick(tried)).isSameAs(one[0]);
    tried.add(one[0]);
    assertThat(balancer(one).pick(tried)).isNull();
    assertThat(balancer().pick(PickContext.FIRST)).isNull();
  }
}
