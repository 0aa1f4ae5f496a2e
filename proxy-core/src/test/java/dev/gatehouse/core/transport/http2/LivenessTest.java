package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.transport.http2.Liveness.Verdict;
import org.junit.jupiter.api.Test;

final class LivenessTest {
  private static final long SILENT = Liveness.SILENT_NANOS;
  private static final long ANSWER = Liveness.ANSWER_NANOS;

  private final Liveness liveness = new Liveness();

  @Test
  void asksWhoSaysNothingAndGivesUpWhoDoesNotAnswer() {
    liveness.sent(100);
    liveness.sent(SILENT); // counts from the first
    assertThat(liveness.judge(SILENT + 99)).isEqualTo(Verdict.WAIT);
    assertThat(liveness.judge(SILENT + 100)).isEqualTo(Verdict.ASK);
    liveness.sent(SILENT + 101);
    assertThat(liveness.judge(SILENT + ANSWER + 99)).isEqualTo(Verdict.WAIT);
    assertThat(liveness.judge(SILENT + ANSWER + 100)).isEqualTo(Verdict.GIVE_UP);
  }

  @Test
  void isContentWithAnyAnswer() {
    liveness.sent(0);
    assertThat(liveness.judge(SILENT)).isEqualTo(Verdict.ASK);
    liveness.heard();
    assertThat(liveness.judge(10 * SILENT)).isEqualTo(Verdict.WAIT);
    liveness.sent(10 * SILENT);
    assertThat(liveness.judge(11 * SILENT)).isEqualTo(Verdict.ASK);
  }

  @Test
  void asksNobodyToWhomNothingWasSent() {
    assertThat(liveness.judge(SILENT)).isEqualTo(Verdict.WAIT);
    liveness.sent(SILENT);
    liveness.heard();
    assertThat(liveness.judge(100 * SILENT)).isEqualTo(Verdict.WAIT);
  }
}
