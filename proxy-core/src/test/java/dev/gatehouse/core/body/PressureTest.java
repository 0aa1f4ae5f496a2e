package dev.gatehouse.core.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PressureTest {
  @ParameterizedTest
  @CsvSource({
    "0, NONE",
    "799, NONE",
    "800, IDLE",
    "899, IDLE",
    "900, REFUSE",
    "949, REFUSE",
    "950, LARGEST",
    "5000, LARGEST"
  })
  void growsWithWhatIsInUse(long used, Pressure expected) {
    assertThat(Pressure.of(used, 1000)).isEqualTo(expected);
  }

  @Test
  void isComputedForLimitsOfEverySize() {
    assertThat(Pressure.of(1, 1)).isEqualTo(Pressure.NONE);
    assertThat(Pressure.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Pressure.LARGEST);
    assertThat(Pressure.of(0, Long.MAX_VALUE)).isEqualTo(Pressure.NONE);
  }

  @Test
  void isRelievedBelowWhereNewRequestsAreRefused() {
    assertThat(Pressure.excess(1000, 1000)).isEqualTo(150);
    assertThat(Pressure.of(1000 - Pressure.excess(1000, 1000), 1000).refuses()).isFalse();
    assertThat(Pressure.excess(100, 1000)).isZero();
  }

  @Test
  void theGreaterOfTwoCounts() {
    assertThat(Pressure.IDLE.or(Pressure.REFUSE)).isEqualTo(Pressure.REFUSE);
    assertThat(Pressure.LARGEST.or(Pressure.NONE)).isEqualTo(Pressure.LARGEST);
  }
}
