package dev.gatehouse.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.settings.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusRangesTest {
  @Test
  void containsWhatItSays() {
    StatusRanges ranges = StatusRanges.parse("200-299,404");
    assertThat(ranges.contains(200)).isTrue();
    assertThat(ranges.contains(299)).isTrue();
    assertThat(ranges.contains(404)).isTrue();
    assertThat(ranges.contains(300)).isFalse();
    assertThat(ranges).hasToString("200-299,404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2xx", "99", "600", "300-200", "200,", "200-"})
  void refusesWhatIsNoStatus(String text) {
    assertThatThrownBy(() -> StatusRanges.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void percentagesAreExact() {
    assertThat(Percentage.parse("0.1%").part(100_000)).isEqualTo(100);
    assertThat(Percentage.parse("33.33%")).hasToString("33.33%");
    assertThat(Percentage.parse("7.5%")).hasToString("7.5%");
    assertThat(Percentage.of(10)).hasToString("10%").isEqualTo(Percentage.parse("10.00%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "101%", "-1%", "1.234%", "%"})
  void refusesWhatIsNoPercentage(String text) {
    assertThatThrownBy(() -> Percentage.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
