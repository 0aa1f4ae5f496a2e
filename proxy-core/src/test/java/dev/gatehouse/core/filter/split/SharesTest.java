package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who gets how much, and who moves when that changes, over random weights. */
class SharesTest {
  private static final int ROUNDS = 300;
  private static final int CLIENTS = 2_000;

  private final Random random = new Random(4711);

  @Test
  void everyPoolGetsItsPartOfTheLine() {
    Shares shares = Shares.of(new int[] {90, 10});
    assertThat(shares.at(0)).isEqualTo(1);
    assertThat(shares.at((1L << 32) / 10 - 1)).isEqualTo(1);
    assertThat(shares.at((1L << 32) / 10 + 1)).isEqualTo(0);
    assertThat(shares.at((1L << 32) - 1)).isEqualTo(0);
  }

  @Test
  void aPoolWithoutWeightGetsNobody() {
    Shares shares = Shares.of(new int[] {0, 7, 0, 1});
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(shares.at(random.nextLong(1L << 32))).isIn(1, 3);
    }
  }

  @Test
  void everyRunOfRequestsIsSharedOutExactly() {
    for (int round = 0; round < ROUNDS; round++) {
      int[] weights = weights(1 + random.nextInt(6));
      Shares shares = Shares.of(weights);
      long first = random.nextLong(1L << 40);
      int requests = 10_000;
      int[] counts = new int[weights.length];
      for (int i = 0; i < requests; i++) {
        counts[shares.at(Positions.nth(first + i))]++;
      }
      double sum = Arrays.stream(weights).sum();
      for (int pool = 0; pool < weights.length; pool++) {
        assertThat((double) counts[pool])
            .as("pool %s of %s", pool, Arrays.toString(weights))
            .isBetween(requests * weights[pool] / sum - 8, requests * weights[pool] / sum + 8);
      }
    }
  }

  @Test
  void moreWeightForOnePoolMovesNobodyOutOfIt() {
    for (int round = 0; round < ROUNDS; round++) {
      int[] before = weights(2 + random.nextInt(5));
      int raised = random.nextInt(before.length);
      int[] after = before.clone();
      after[raised] += 1 + random.nextInt(200);
      Shares then = Shares.of(before);
      Shares now = Shares.of(after);
      for (int i = 0; i < CLIENTS; i++) {
        long client = random.nextLong(1L << 32);
        if (then.at(client) == raised) {
          assertThat(now.at(client)).isEqualTo(raised);
        }
      }
    }
  }

  @Test
  void weightThatGoesFromOnePoolToTheOtherMovesOnlyThatManyClients() {
    for (int round = 0; round < ROUNDS; round++) {
      int canary = random.nextInt(100);
      int more = random.nextInt(101 - canary);
      Shares then = Shares.of(new int[] {100 - canary, canary});
      Shares now = Shares.of(new int[] {100 - canary - more, canary + more});
      int moved = 0;
      for (int i = 0; i < CLIENTS; i++) {
        long client = random.nextLong(1L << 32);
        if (then.at(client) != now.at(client)) {
          assertThat(now.at(client)).isEqualTo(1);
          moved++;
        }
      }
      assertThat((double) moved)
          .isBetween(CLIENTS * (more - 5) / 100.0, CLIENTS * (more + 5) / 100.0);
    }
  }

  @Test
  void twoCanariesGrowWithoutTakingFromEachOther() {
    for (int round = 0; round < ROUNDS; round++) {
      int one = random.nextInt(40);
      int two = random.nextInt(40);
      int[] before = {100 - one - two, one, two};
      int[] after = {before[0], one + random.nextInt(10), two + random.nextInt(10)};
      after[0] = 100 - after[1] - after[2];
      Shares then = Shares.of(before);
      Shares now = Shares.of(after);
      for (int i = 0; i < CLIENTS; i++) {
        long client = random.nextLong(1L << 32);
        if (then.at(client) != now.at(client)) {
          assertThat(then.at(client)).isZero();
        }
      }
    }
  }

  @Test
  void whatACanaryLosesItsControlGets() {
    Shares all = Shares.of(new int[] {80, 5, 15});
    Shares without = all.without(1, 0);
    assertThat(without.weight(1)).isZero();
    assertThat(without.weight(0)).isEqualTo(85);
    for (int i = 0; i < CLIENTS; i++) {
      long client = random.nextLong(1L << 32);
      assertThat(without.at(client)).isEqualTo(all.at(client) == 1 ? 0 : all.at(client));
    }
  }

  private int[] weights(int pools) {
    int[] weights = random.ints(pools, 0, 1_000).toArray();
    weights[random.nextInt(pools)] += 1;
    return weights;
  }
}
