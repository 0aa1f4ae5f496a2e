package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private static final int MAX = 1 << 14;

  @Test
  void spreadsTurnsOverTheRound() {
    assertThat(Rounds.layOut(new int[] {2, 1}, MAX)).containsExactly(0, 1, 0);
    assertThat(Rounds.layOut(new int[] {5, 1, 1}, MAX)).containsExactly(0, 0, 1, 0, 2, 0, 0);
  }

  @Test
  void dividesByWhatAllWeightsHaveInCommon() {
    assertThat(Rounds.layOut(new int[] {300, 300, 300}, MAX)).containsExactly(0, 1, 2);
  }

  @Test
  void hasNoTurnsWithoutMembers() {
    assertThat(Rounds.layOut(new int[0], MAX)).isEmpty();
  }

  @Test
  void scalesLongRoundsDownAndLeavesNobodyOut() {
    int[] weights = new int[200];
    Arrays.setAll(weights, i -> i == 0 ? 1 : 800 + i);
    int[] round = Rounds.layOut(weights, 10_000);
    assertThat(round).hasSizeLessThanOrEqualTo(10_000);
    assertThat(Arrays.stream(round).distinct().count()).isEqualTo(200);
  }
}
