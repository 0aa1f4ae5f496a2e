package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoundRobinTest {
  @Test
  void givesEachServerExactlyItsShare() {
    List<Share<Server>> backends = Server.weighing(5, 3, 2);
    RoundRobin<Server> balancer = new RoundRobin<>(backends, new AtomicInteger());
    Map<Server, Integer> picks = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      picks.merge(Server.pick(balancer, new Ask()), 1, Integer::sum);
    }
    assertThat(picks)
        .containsEntry(backends.get(0).candidate(), 500)
        .containsEntry(backends.get(1).candidate(), 300)
        .containsEntry(backends.get(2).candidate(), 200);
  }

  @Test
  void goesOnWhereTheSetBeforeItStopped() {
    List<Share<Server>> backends = Server.weighing(1, 1, 1);
    AtomicInteger turn = new AtomicInteger();
    assertThat(new RoundRobin<>(backends, turn).pick(new Ask()))
        .isSameAs(backends.get(0).candidate());
    assertThat(new RoundRobin<>(backends, turn).pick(new Ask()))
        .isSameAs(backends.get(1).candidate());
  }

  @Test
  void survivesTheOverflowOfItsCounter() {
    List<Share<Server>> backends = Server.weighing(1, 1, 1);
    RoundRobin<Server> balancer = new RoundRobin<>(backends, new AtomicInteger(Integer.MAX_VALUE));
    assertThat(balancer.pick(new Ask())).isNotNull();
    assertThat(balancer.pick(new Ask())).isNotNull();
  }

  @Test
  void passesOverWhatWasTriedUntilNothingIsLeft() {
    List<Share<Server>> backends = Server.weighing(1000, 1, 1);
    RoundRobin<Server> balancer = new RoundRobin<>(backends, new AtomicInteger());
    Ask tried = new Ask();
    for (int i = 0; i < backends.size(); i++) {
      Server picked = Server.pick(balancer, tried);
      assertThat(tried.tried(picked)).isFalse();
      tried.tried.add(picked);
    }
    assertThat(balancer.pick(tried)).isNull();
  }

  @Test
  void doesNotGiveTheTurnOfTheNextRequestToARetry() {
    List<Share<Server>> backends = Server.weighing(1, 1);
    RoundRobin<Server> balancer = new RoundRobin<>(backends, new AtomicInteger());
    Server failing = backends.getFirst().candidate();
    int failures = 0;
    for (int i = 0; i < 10; i++) {
      Ask ask = new Ask();
      if (Server.pick(balancer, ask) == failing) {
        failures++;
        ask.tried.add(failing);
        assertThat(Server.pick(balancer, ask)).isNotSameAs(failing);
      }
    }
    assertThat(failures).isEqualTo(5);
  }

  @Test
  void hasNothingToPickFromAnEmptySet() {
    assertThat(new RoundRobin<Server>(List.of(), new AtomicInteger()).pick(new Ask())).isNull();
  }
}
