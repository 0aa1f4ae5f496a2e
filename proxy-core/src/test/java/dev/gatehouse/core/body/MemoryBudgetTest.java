package dev.gatehouse.core.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100);

  @Test
  void reservesUpToItsLimitAndCountsWhatItRefuses() {
    assertThat(budget.reserve(60)).isTrue();
    assertThat(budget.reserve(41)).isFalse();
    assertThat(budget.reserve(40)).isTrue();
    assertThat(budget.used()).isEqualTo(100);
    assertThat(budget.refusals()).isEqualTo(1);
  }

  @Test
  void reservesAgainWhatWasReleased() {
    assertThat(budget.reserve(100)).isTrue();
    budget.release(30);
    assertThat(budget.reserve(30)).isTrue();
  }

  @Test
  void chargesBeyondItsLimitAndReservesNothingThen() {
    budget.charge(150);
    assertThat(budget.used()).isEqualTo(150);
    assertThat(budget.reserve(1)).isFalse();
    budget.release(150);
    assertThat(budget.reserve(1)).isTrue();
  }

  @Test
  void refusesMoreThanAnyLimitWithoutOverflow() {
    budget.charge(1);
    assertThat(budget.reserve(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void isNeverNothing() {
    assertThatThrownBy(() -> new MemoryBudget(0)).hasMessage("limit: 0 (expected: > 0)");
  }
}
