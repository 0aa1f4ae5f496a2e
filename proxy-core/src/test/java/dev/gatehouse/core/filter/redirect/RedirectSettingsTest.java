package dev.gatehouse.core.filter.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectSettingsTest {
  @Test
  void aRedirectIsPermanentAndKeepsTheMethodByDefault() {
    assertThat(new RedirectSettings("/new")).isEqualTo(new RedirectSettings("/new", 308));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://{host}{uri}", "{scheme}://a:{port}{path}?{query}", "/a", "{path}x"})
  void targetsMayNamePartsOfTheRequest(String to) {
    assertThat(new RedirectSettings(to).to()).isEqualTo(to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ftp://a", "https://{hots}", "/{", "/}", "/a b", "/a\r\nb"})
  void otherTargetsAreRefused(String to) {
    assertThatThrownBy(() -> new RedirectSettings(to)).hasMessageStartingWith("to: " + to + " (");
  }

  @Test
  void otherStatusesAreRefused() {
    assertThatThrownBy(() -> new RedirectSettings("/a", 300))
        .hasMessage("status: 300 (expected: 301, 302, 303, 307 or 308)");
  }
}
