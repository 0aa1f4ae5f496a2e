package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.InvalidSetting;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetrySettingsTest {
  @Test
  void triesOnceMoreUnlessToldOtherwise() {
    RetrySettings settings = new RetrySettings();
    assertThat(settings.attempts()).isOne();
    assertThat(settings.on().toString()).isEqualTo("[connect, reset]");
    assertThat(settings.budget()).isEqualTo(Percentage.of(20));
    assertThat(settings.minPerSecond()).isEqualTo(3);
    assertThat(settings.perTry()).isZero();
    assertThat(settings.hold()).isEqualTo(ByteSize.ofKiB(64));
    assertThat(settings.hedge()).isNull();
  }

  @Test
  void holdsNoMoreThanConnectionsDo() {
    assertThatThrownBy(() ->
            new RetrySettings(
                1, List.of(), Percentage.of(20), 3, Duration.ZERO, ByteSize.ofKiB(65), null))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage("hold: 65KiB (expected: at most 64KiB)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "reset", "first-byte-timeout", "invalid-answer", "500", "599"})
  void conditionsReadAsTheyAreWritten(String text) {
    assertThat(RetryCondition.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Connect", "200", "429", "600", "5xx", "stale", "try-timeout", "other"})
  void otherConditionsAreRefused(String text) {
    assertThatThrownBy(() -> RetryCondition.parse(text)).isInstanceOf(InvalidSetting.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 11})
  void attemptsAreBounded(int attempts) {
    assertThatThrownBy(() ->
            new RetrySettings(
                attempts, List.of(), Percentage.of(20), 3, Duration.ZERO, new ByteSize(0), null))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage("attempts: " + attempts + " (expected: 0 to 10)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"49%", "100%"})
  void aHedgeIsForTheSlowOnes(String percentile) {
    assertThatThrownBy(() -> new HedgeSettings(Percentage.parse(percentile), Duration.ofMillis(1)))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage("percentile: " + percentile + " (expected: 50% to 99.9%)");
  }
}
