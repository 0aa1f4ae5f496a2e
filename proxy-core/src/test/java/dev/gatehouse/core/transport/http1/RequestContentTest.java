package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RequestContentTest {
  private final RequestContent content = new RequestContent();

  @Test
  void tellsAWaitingClientToGoOnOnce() {
    content.begin(true, true);
    assertThat(content.takeContinue()).isTrue();
    assertThat(content.takeContinue()).isFalse();
  }

  @Test
  void tellsNobodyToGoOnWhoDoesNotWait() {
    content.begin(false, true);
    assertThat(content.takeContinue()).isFalse();
    content.begin(true, true);
    assertThat(content.arrived(1)).isFalse();
    assertThat(content.takeContinue()).as("it sends already").isFalse();
    content.begin(true, true);
    content.giveUp();
    assertThat(content.takeContinue()).as("nobody reads it").isFalse();
  }

  @Test
  void countsOnlyWhatIsDropped() {
    content.begin(true, false);
    assertThat(content.arrived(1 << 20)).isFalse();
    content.giveUp();
    assertThat(content.arrived(64 * 1024)).isFalse();
    assertThat(content.arrived(1)).isTrue();

    content.begin(true, false);
    assertThat(content.arrived(1)).as("each request counts for itself").isFalse();
  }

  @Test
  void isAbandonedByAnErrorAndByAnyAnswerToAClientThatStillWaits() {
    content.begin(true, false);
    assertThat(content.isAbandonedBy(200)).isFalse();
    assertThat(content.isAbandonedBy(413)).isTrue();
    content.over();
    assertThat(content.isAbandonedBy(413)).isFalse();
    content.begin(true, true);
    assertThat(content.isAbandonedBy(200)).isTrue();
  }
}
