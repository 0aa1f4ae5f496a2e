package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RandomPickTest {
  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void sharesByWeight() {
    List<Share<Server>> all = Server.weighing(8, 2);
    RandomPick<Server> balancer = new RandomPick<>(all, random::nextInt);
    int first = 0;
    for (int i = 0; i < 10_000; i++) {
      first += Server.pick(balancer, new Ask()) == all.getFirst().candidate() ? 1 : 0;
    }
    assertThat(first).isBetween(7_850, 8_150);
  }

  @Test
  void passesOverWhatWasTriedUntilNothingIsLeft() {
    RandomPick<Server> balancer = new RandomPick<>(Server.weighing(1, 1000, 3), random::nextInt);
    Ask ask = new Ask();
    for (int i = 0; i < 3; i++) {
      assertThat(ask.tried.add(Server.pick(balancer, ask))).isTrue();
    }
    assertThat(balancer.pick(ask)).isNull();
    assertThat(new RandomPick<Server>(List.of(), random::nextInt).pick(ask)).isNull();
  }
}
