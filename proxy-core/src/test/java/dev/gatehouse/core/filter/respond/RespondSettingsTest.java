package dev.gatehouse.core.filter.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RespondSettingsTest {
  @Test
  void anAnswerIsEmptyAnd200ByDefault() {
    assertThat(new RespondSettings()).isEqualTo(new RespondSettings(200, Map.of(), ""));
  }

  @Test
  void answersThatHttpDoesNotKnowAreRefused() {
    assertThatThrownBy(() -> new RespondSettings(101, Map.of(), ""))
        .hasMessage("status: 101 (expected: 200 to 599)");
    assertThatThrownBy(() -> new RespondSettings(304, Map.of(), "x"))
        .hasMessage("body: x (expected: no body with status 304)");
    assertThatThrownBy(() -> new RespondSettings(200, Map.of("Content-Length", "1"), "x"))
        .hasMessageStartingWith("headers.Content-Length: ");
    assertThatThrownBy(() -> new RespondSettings(200, Map.of("x-a", "a\nb"), "x"))
        .hasMessageStartingWith("headers.x-a: ");
  }
}
