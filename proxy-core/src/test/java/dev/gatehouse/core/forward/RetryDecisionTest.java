package dev.gatehouse.core.forward;

import static dev.gatehouse.core.forward.RetryDecision.ANOTHER_BACKEND;
import static dev.gatehouse.core.forward.RetryDecision.CONTENT_GONE;
import static dev.gatehouse.core.forward.RetryDecision.FRESH_CONNECTION;
import static dev.gatehouse.core.forward.RetryDecision.NOT_CONFIGURED;
import static dev.gatehouse.core.forward.RetryDecision.NOT_IDEMPOTENT;
import static dev.gatehouse.core.forward.RetryDecision.NOT_RETRIABLE;
import static dev.gatehouse.core.forward.RetryDecision.NO_ATTEMPT_LEFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryDecisionTest {
  private static final List<String> EVERYTHING =
      List.of("connect", "reset", "first-byte-timeout", "invalid-answer", "502", "503", "504");
  private static final List<String> DEFAULT = List.of("connect", "reset");

  /** What nobody has seen, whatever was sent. */
  private static final Set<FailureReason> UNSEEN =
      Set.of(
          FailureReason.DNS_FAILED,
          FailureReason.DNS_TIMEOUT,
          FailureReason.CONNECT_REFUSED,
          FailureReason.CONNECT_FAILED,
          FailureReason.CONNECT_TIMEOUT,
          FailureReason.BACKEND_TLS_FAILED,
          FailureReason.BACKEND_TLS_UNTRUSTED,
          FailureReason.STREAM_REFUSED);

  /** Where the backend may have acted, and no head of an answer came. */
  private static final Map<FailureReason, String> UNANSWERED =
      Map.of(
          FailureReason.BACKEND_CLOSED, "reset",
          FailureReason.BACKEND_RESET, "reset",
          FailureReason.BACKEND_INCOMPLETE, "reset",
          FailureReason.FIRST_BYTE_TIMEOUT, "first-byte-timeout",
          FailureReason.BACKEND_STALLED, "first-byte-timeout",
          FailureReason.BACKEND_PROTOCOL, "invalid-answer",
          FailureReason.BACKEND_HEADERS_TOO_LARGE, "invalid-answer",
          FailureReason.TRY_TIMEOUT, "");

  private static final Set<FailureReason> OF_AGE =
      Set.of(FailureReason.BACKEND_CLOSED, FailureReason.BACKEND_RESET);

  /** Every reason, with every method, sent or not, over a used connection or not. */
  @ParameterizedTest
  @EnumSource
  void everyFailureIsDecidedByWhatTheBackendMayHaveSeen(FailureReason reason) {
    for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH", "X")) {
      for (boolean sent : new boolean[] {true, false}) {
        for (boolean reused : new boolean[] {true, false}) {
          for (List<String> on : List.of(EVERYTHING, DEFAULT)) {
            assertThat(decide(reason, sent, reused, method, true, on, 1))
                .as("%s of %s, sent: %s, reused: %s, on %s", reason, method, sent, reused, on)
                .isEqualTo(expected(reason, sent, reused, method, on));
          }
        }
      }
    }
  }

  private static RetryDecision expected(
      FailureReason reason, boolean sent, boolean reused, String method, List<String> on) {
    boolean repeatable = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE").contains(method);
    if (UNSEEN.contains(reason)) {
      return ANOTHER_BACKEND;
    }
    String needs = UNANSWERED.get(reason);
    if (needs == null) {
      return NOT_RETRIABLE;
    }
    if (OF_AGE.contains(reason) && reused) {
      return !sent || repeatable ? FRESH_CONNECTION : NOT_IDEMPOTENT;
    }
    if (OF_AGE.contains(reason) && !sent) {
      return ANOTHER_BACKEND;
    }
    if (sent && !repeatable) {
      return NOT_IDEMPOTENT;
    }
    return needs.isEmpty() || on.contains(needs) ? ANOTHER_BACKEND : NOT_CONFIGURED;
  }

  @ParameterizedTest
  @EnumSource
  void aPostThatMayHaveArrivedIsNeverSentAgain(FailureReason reason) {
    if (reason.retry() != FailureReason.Retry.UNSENT) {
      for (boolean reused : new boolean[] {true, false}) {
        assertThat(decide(reason, true, reused, "POST", true, EVERYTHING, 10).isYes())
            .as(reason.code())
            .isFalse();
      }
    }
    for (int status = 500; status < 600; status++) {
      assertThat(RetryDecision.of(RetryCause.STATUS, status, true, false, true, all(), 10).isYes())
          .isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSentAgainWithoutItsContent(FailureReason reason) {
    for (boolean sent : new boolean[] {true, false}) {
      assertThat(decide(reason, sent, true, "PUT", false, EVERYTHING, 1))
          .isIn(CONTENT_GONE, NOT_RETRIABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTriedAgainNeedsAnAttempt(FailureReason reason) {
    RetryDecision decision = decide(reason, false, false, "GET", true, EVERYTHING, 0);
    assertThat(decision).isIn(NO_ATTEMPT_LEFT, NOT_RETRIABLE);
  }

  @Test
  void aStaleConnectionCostsNoAttempt() {
    assertThat(decide(FailureReason.BACKEND_CLOSED, true, true, "GET", true, DEFAULT, 0))
        .isEqualTo(FRESH_CONNECTION);
  }

  @Test
  void whereNothingIsToBeTriedAgainOnlyWhatNobodyHasSeenIsSentAnew() {
    RetryRules none = new RetryRules(settings(0, DEFAULT));
    assertThat(RetryDecision.of(RetryCause.STALE, 0, false, false, true, none, 0))
        .isEqualTo(FRESH_CONNECTION);
    assertThat(RetryDecision.of(RetryCause.STALE, 0, true, true, true, none, 0))
        .isEqualTo(NO_ATTEMPT_LEFT);
  }

  @Test
  void statusesAreTriedAgainIfTheyAreNamed() {
    assertThat(RetryDecision.of(RetryCause.STATUS, 503, true, true, true, all(), 1))
        .isEqualTo(ANOTHER_BACKEND);
    assertThat(RetryDecision.of(RetryCause.STATUS, 500, true, true, true, all(), 1))
        .isEqualTo(NOT_CONFIGURED);
    assertThat(RetryDecision.of(RetryCause.STATUS, 503, true, true, true, all(), 0))
        .isEqualTo(NO_ATTEMPT_LEFT);
  }

  @Test
  void everyRefusalHasANameOfItsOwn() {
    assertThat(
            Arrays.stream(RetryDecision.values())
                .map(RetryDecision::code)
                .collect(Collectors.toSet()))
        .hasSize(RetryDecision.values().length)
        .contains("not-idempotent", "no-budget");
  }

  private static RetryDecision decide(
      FailureReason reason,
      boolean sent,
      boolean reused,
      String method,
      boolean replayable,
      List<String> on,
      int left) {
    return RetryDecision.of(
        RetryCause.of(reason, sent, reused),
        0,
        sent,
        Methods.isIdempotent(method),
        replayable,
        new RetryRules(settings(1, on)),
        left);
  }

  private static RetryRules all() {
    return new RetryRules(settings(1, EVERYTHING));
  }

  private static RetrySettings settings(int attempts, List<String> on) {
    return new RetrySettings(
        attempts,
        on.stream().map(RetryCondition::parse).toList(),
        Percentage.of(20),
        3,
        Duration.ZERO,
        new ByteSize(0),
        null);
  }
}
