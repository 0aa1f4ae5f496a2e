package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AllowanceTest {
  private final Allowance three = new Allowance(3, 0);

  @Test
  void isUsedUp() {
    assertThat(spend(three, 3, 0)).isTrue();
    assertThat(three.spend(1)).isFalse();
    assertThat(three.spend(Allowance.NANOS - 1)).isFalse();
  }

  @Test
  void beginsAnewWithEachStretch() {
    assertThat(spend(three, 3, 0)).isTrue();
    assertThat(spend(three, 3, Allowance.NANOS)).isTrue();
    assertThat(three.spend(Allowance.NANOS + 1)).isFalse();
  }

  @Test
  void growsByWhatIsEarned() {
    three.earn(100);
    assertThat(spend(three, 103, 0)).isTrue();
    assertThat(three.spend(0)).isFalse();
  }

  @Test
  void keepsNoMoreOfWhatWasEarnedThanIsAllowedAnyway() {
    three.earn(100);
    assertThat(spend(three, 6, Allowance.NANOS)).isTrue();
    assertThat(three.spend(Allowance.NANOS)).isFalse();
  }

  @Test
  void knowsNoMomentBeforeItsFirst() {
    Allowance late = new Allowance(1, Long.MAX_VALUE - 5);
    assertThat(late.spend(Long.MAX_VALUE)).isTrue();
    assertThat(late.spend(Long.MIN_VALUE + 5)).isFalse(); // nanoseconds may wrap around
  }

  private static boolean spend(Allowance allowance, int times, long now) {
    boolean within = true;
    for (int i = 0; i < times; i++) {
      within &= allowance.spend(now);
    }
    return within;
  }
}
