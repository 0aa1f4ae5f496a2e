package dev.gatehouse.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
  private static PassiveHealthSettings settings(int row, int rate) {
    return new PassiveHealthSettings(
        row, Percentage.of(rate), 20, Duration.ofSeconds(30), Percentage.of(10), Percentage.of(50));
  }

  @Test
  void aRowOfFailuresEjectsOnce() {
    Outcomes outcomes = new Outcomes(settings(3, 0));
    assertThat(outcomes.failed()).isFalse();
    assertThat(outcomes.failed()).isFalse();
    outcomes.succeeded();
    assertThat(outcomes.failed()).isFalse();
    assertThat(outcomes.failed()).isFalse();
    assertThat(outcomes.failed()).isTrue();
    assertThat(outcomes.failed()).as("it was said before").isFalse();
  }

  @Test
  void oneFailureIsEnoughForABackendOnTrial() {
    Outcomes outcomes = new Outcomes(settings(3, 0));
    outcomes.tryAgain();
    assertThat(outcomes.onTrial()).isTrue();
    assertThat(outcomes.failed()).isTrue();
    assertThat(outcomes.onTrial()).isFalse();
  }

  @Test
  void aTrialEndsWithTheFirstRequestThatEndsWell() {
    Outcomes outcomes = new Outcomes(settings(3, 0));
    outcomes.tryAgain();
    outcomes.succeeded();
    assertThat(outcomes.onTrial()).isFalse();
    assertThat(outcomes.failed()).isFalse();
    assertThat(outcomes.failed()).isFalse();
    assertThat(outcomes.failed()).isTrue();
  }

  @Test
  void noRowEjectsWhereItIsOff() {
    Outcomes outcomes = new Outcomes(settings(0, 0));
    for (int i = 0; i < 1_000; i++) {
      assertThat(outcomes.failed()).isFalse();
    }
  }

  @Test
  void theRateOfFailuresEjectsOnceThereWereEnoughRequests() {
    Outcomes outcomes = new Outcomes(settings(0, 25));
    end(outcomes, 5, 10);
    assertThat(outcomes.exceedsRate()).as("too few requests").isFalse();
    end(outcomes, 5, 15);
    assertThat(outcomes.exceedsRate()).isTrue();
    end(outcomes, 4, 16);
    assertThat(outcomes.exceedsRate()).as("a new stretch").isFalse();
  }

  private static void end(Outcomes outcomes, int badly, int well) {
    for (int i = 0; i < badly; i++) {
      assertThat(outcomes.failed()).isFalse();
    }
    for (int i = 0; i < well; i++) {
      outcomes.succeeded();
    }
  }

  @Test
  void onlyTheBackendsOwnDoingSpeaksAgainstIt() {
    assertThat(Outcomes.isFault(FailureReason.CONNECT_REFUSED)).isTrue();
    assertThat(Outcomes.isFault(FailureReason.BACKEND_INCOMPLETE)).isTrue();
    assertThat(Outcomes.isFault(FailureReason.QUEUE_FULL)).isFalse();
    assertThat(Outcomes.isFault(FailureReason.CLIENT_GONE)).isFalse();
    assertThat(Outcomes.isFault(FailureReason.STREAM_REFUSED)).isFalse();
    assertThat(Outcomes.isFault(503)).isTrue();
    assertThat(Outcomes.isFault(500)).as("a defect of one page is none of the server").isFalse();
  }
}
