package dev.gatehouse.core.forward;

import static dev.gatehouse.core.forward.RetryDecision.ANOTHER_BACKEND;
import static dev.gatehouse.core.forward.RetryDecision.FRESH_CONNECTION;
import static dev.gatehouse.core.forward.RetryDecision.GIVE_UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.FailureReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryDecisionTest {
  private static final boolean SENT = true;
  private static final boolean REUSED = true;
  private static final boolean IDEMPOTENT = true;
  private static final boolean REPLAYABLE = true;

  @ParameterizedTest
  @EnumSource
  void nothingIsSentAgainWithoutItsContent(FailureReason reason) {
    assertThat(RetryDecision.of(reason, false, REUSED, IDEMPOTENT, false)).isEqualTo(GIVE_UP);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotIdempotentIsNeverSentTwice(FailureReason reason) {
    if (reason.retry() != FailureReason.Retry.UNSENT) {
      assertThat(RetryDecision.of(reason, SENT, REUSED, false, REPLAYABLE)).isEqualTo(GIVE_UP);
    }
  }

  @Test
  void aConnectionThatDiedOfAgeIsReplaced() {
    assertThat(RetryDecision.of(FailureReason.BACKEND_CLOSED, SENT, REUSED, IDEMPOTENT, REPLAYABLE))
        .isEqualTo(FRESH_CONNECTION);
    assertThat(RetryDecision.of(FailureReason.BACKEND_RESET, false, REUSED, false, REPLAYABLE))
        .isEqualTo(FRESH_CONNECTION);
  }

  @Test
  void aFreshOneThatClosesIsNotTriedAgainOnceTheRequestWasSent() {
    assertThat(RetryDecision.of(FailureReason.BACKEND_CLOSED, SENT, false, IDEMPOTENT, REPLAYABLE))
        .isEqualTo(GIVE_UP);
    assertThat(RetryDecision.of(FailureReason.BACKEND_CLOSED, false, false, false, REPLAYABLE))
        .isEqualTo(ANOTHER_BACKEND);
  }

  @Test
  void aBackendThatCannotBeReachedIsPassedOver() {
    assertThat(RetryDecision.of(FailureReason.CONNECT_REFUSED, false, false, false, REPLAYABLE))
        .isEqualTo(ANOTHER_BACKEND);
  }

  @Test
  void anAnswerThatBrokeOffIsNotAskedForAgain() {
    assertThat(
            RetryDecision.of(
                FailureReason.BACKEND_INCOMPLETE, SENT, REUSED, IDEMPOTENT, REPLAYABLE))
        .isEqualTo(GIVE_UP);
  }
}
