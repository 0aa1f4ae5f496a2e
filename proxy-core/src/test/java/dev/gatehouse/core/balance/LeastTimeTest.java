package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LeastTimeTest {
  private static final long MILLI = 1_000_000;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Ask ask = new Ask();

  private int picksOfFirst(List<Share<Server>> all, int requests) {
    LeastTime<Server> balancer = new LeastTime<>(all, random::nextInt);
    int picks = 0;
    for (int i = 0; i < requests; i++) {
      picks += Server.pick(balancer, ask) == all.getFirst().candidate() ? 1 : 0;
    }
    return picks;
  }

  @Test
  void prefersTheOneThatAnswersSooner() {
    List<Share<Server>> all = Server.equal(2);
    all.get(0).candidate().average.add(30 * MILLI, 0);
    all.get(1).candidate().average.add(10 * MILLI, 0);
    assertThat(picksOfFirst(all, 100)).isZero();
    all.get(1).candidate().active = 3; // four times ten is more than thirty
    assertThat(picksOfFirst(all, 100)).isEqualTo(100);
  }

  @Test
  void triesAnUnknownOneOnceUntilItHasAnswered() {
    List<Share<Server>> all = Server.equal(2);
    all.get(1).candidate().average.add(10 * MILLI, 0);
    assertThat(picksOfFirst(all, 10)).isEqualTo(10);
    all.get(0).candidate().active = 1;
    assertThat(picksOfFirst(all, 10)).isZero();
  }

  @Test
  void comesBackToOneThatWasSlowAsTimePasses() {
    List<Share<Server>> all = Server.equal(2);
    all.get(0).candidate().average.add(1_000 * MILLI, 0);
    all.get(1).candidate().average.add(10 * MILLI, 0);
    assertThat(picksOfFirst(all, 10)).isZero();
    ask.now = 60_000 * MILLI;
    all.get(1).candidate().average.add(10 * MILLI, ask.now);
    assertThat(picksOfFirst(all, 10)).isEqualTo(10);
  }

  @Test
  void riseIsImmediateAndFallIsSlow() {
    PeakAverage average = new PeakAverage();
    average.add(10 * MILLI, 0);
    average.add(100 * MILLI, 0);
    assertThat(average.at(0)).isEqualTo(100 * MILLI);
    average.add(10 * MILLI, 1_000 * MILLI);
    assertThat(average.at(1_000 * MILLI)).isBetween(80 * MILLI, 95 * MILLI);
    assertThat(average.at(100_000 * MILLI)).isLessThan(MILLI);
  }
}
