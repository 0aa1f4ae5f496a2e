package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LeastRequestTest {
  private final SplittableRandom random = new SplittableRandom(42);

  private LeastRequest<Server> balancer(List<Share<Server>> backends) {
    return new LeastRequest<>(backends, random::nextInt);
  }

  @Test
  void sharesByWeightWhenNobodyIsBusy() {
    List<Share<Server>> backends = Server.weighing(6, 3, 1);
    LeastRequest<Server> balancer = balancer(backends);
    Map<Server, Integer> picks = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      picks.merge(Server.pick(balancer, new Ask()), 1, Integer::sum);
    }
    assertThat(picks.get(backends.get(0).candidate())).isCloseTo(6_000, within(200));
    assertThat(picks.get(backends.get(1).candidate())).isCloseTo(3_000, within(200));
    assertThat(picks.get(backends.get(2).candidate())).isCloseTo(1_000, within(200));
  }

  @Test
  void countsRequestsByWeight() {
    List<Share<Server>> backends = Server.weighing(3, 1);
    for (int i = 0; i < 4; i++) {
      backends.get(0).candidate().active++;
    }
    backends.get(1).candidate().active++;
    // 4 of 3 is more than 1 of 1, though whichever of the two is drawn first.
    assertThat(balancer(backends).pick(new Ask())).isSameAs(backends.get(1).candidate());
    backends.get(1).candidate().active++;
    assertThat(balancer(backends).pick(new Ask())).isSameAs(backends.get(0).candidate());
  }

  @Test
  void keepsASlowServerFromPilingUp() {
    List<Share<Server>> backends = Server.weighing(1, 1, 1, 1, 1);
    Map<Server, Integer> picks = simulate(backends, 20_000);
    // A fair share of requests would be 4,000, of which 80 run at a time, four times those of all
    // others together.
    assertThat(picks.get(backends.get(0).candidate())).isLessThan(1_000);
    for (int i = 1; i < backends.size(); i++) {
      assertThat(picks.get(backends.get(i).candidate())).isBetween(4_500, 5_200);
    }
    assertThat(peakOfSlow).isLessThan(20);
  }

  private int peakOfSlow;

  /** A request every millisecond; the first backend takes 400 ms for each, the others 20 ms. */
  private Map<Server, Integer> simulate(List<Share<Server>> backends, int requests) {
    record Running(Server backend, int end) {}
    LeastRequest<Server> balancer = balancer(backends);
    Map<Server, Integer> picks = new HashMap<>();
    PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingInt(Running::end));
    for (int now = 0; now < requests; now++) {
      while (!running.isEmpty() && running.element().end() <= now) {
        running.remove().backend().active--;
      }
      Server picked = Server.pick(balancer, new Ask());
      picked.active++;
      picks.merge(picked, 1, Integer::sum);
      running.add(new Running(picked, now + (picked == backends.get(0).candidate() ? 400 : 20)));
      peakOfSlow = Math.max(peakOfSlow, backends.get(0).candidate().active);
    }
    return picks;
  }

  @Test
  void passesOverWhatWasTriedUntilNothingIsLeft() {
    List<Share<Server>> backends = Server.weighing(1, 2, 3, 4);
    LeastRequest<Server> balancer = balancer(backends);
    Ask tried = new Ask();
    for (int i = 0; i < backends.size(); i++) {
      Server picked = Server.pick(balancer, tried);
      assertThat(tried.tried(picked)).isFalse();
      tried.tried.add(picked);
    }
    assertThat(balancer.pick(tried)).isNull();
  }

  @Test
  void picksTheOnlyOneUnlessItWasTried() {
    List<Share<Server>> one = Server.weighing(1);
    Ask tried = new Ask();
    assertThat(balancer(one).pick(tried)).isSameAs(one.get(0).candidate());
    tried.tried.add(one.get(0).candidate());
    assertThat(balancer(one).pick(tried)).isNull();
    assertThat(balancer(List.of()).pick(new Ask())).isNull();
  }
}
