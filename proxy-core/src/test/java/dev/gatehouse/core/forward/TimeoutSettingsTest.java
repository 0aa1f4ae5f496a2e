package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeoutSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void defaultsBoundWaitingButNotTheWhole() {
    assertThat(new TimeoutSettings())
        .isEqualTo(
            new TimeoutSettings(
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofHours(1)));
  }

  @Test
  void connectingForEverIsRefused() {
    assertThatThrownBy(
            () -> new TimeoutSettings(Duration.ZERO, SECOND, SECOND, SECOND, SECOND, SECOND))
        .hasMessage("connect: 0s (expected: 1ms to 8760h)");
  }
}
