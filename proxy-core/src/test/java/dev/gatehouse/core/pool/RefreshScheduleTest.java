package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RefreshScheduleTest {
  private static final Duration FLOOR = Duration.ofSeconds(5);
  private static final Duration CEILING = Duration.ofMinutes(5);

  @Test
  void usesAnAnswerForItsLifetime() {
    assertThat(RefreshSchedule.afterAnswer(Duration.ofSeconds(42), FLOOR, CEILING)).hasSeconds(42);
  }

  @Test
  void usesAnAnswerNoShorterThanTheFloorAndNoLongerThanTheCeiling() {
    assertThat(RefreshSchedule.afterAnswer(Duration.ZERO, FLOOR, CEILING)).isEqualTo(FLOOR);
    assertThat(RefreshSchedule.afterAnswer(Duration.ofDays(30), FLOOR, CEILING)).isEqualTo(CEILING);
  }

  @Test
  void letsAFloorAboveTheCeilingWin() {
    Duration hour = Duration.ofHours(1);
    assertThat(RefreshSchedule.afterAnswer(Duration.ofDays(1), hour, CEILING)).isEqualTo(hour);
  }

  @Test
  void doublesTheWaitWithEachFailureUpToHalfAMinute() {
    assertThat(
            IntStream.of(1, 2, 3, 6, 7, 8, Integer.MAX_VALUE)
                .mapToObj(failures -> RefreshSchedule.afterFailure(failures).toMillis()))
        .containsExactly(500L, 1_000L, 2_000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }
}
