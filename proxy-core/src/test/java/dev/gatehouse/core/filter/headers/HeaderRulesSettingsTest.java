package dev.gatehouse.core.filter.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesSettingsTest {
  @Test
  void nothingIsChangedByDefault() {
    HeaderEditSettings none = new HeaderEditSettings(Map.of(), Map.of(), List.of());

    assertThat(new HeaderRulesSettings()).isEqualTo(new HeaderRulesSettings(none, none));
  }

  @Test
  void namesAreInLowerCase() {
    HeaderEditSettings edit =
        new HeaderEditSettings(Map.of("X-A", "1"), Map.of("X-B", "2"), List.of("X-C"));

    assertThat(edit)
        .isEqualTo(new HeaderEditSettings(Map.of("x-a", "1"), Map.of("x-b", "2"), List.of("x-c")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "Connection", "content-length", "Transfer-Encoding", "host"})
  void namesThatFrameOrAddressMessagesAreRefused(String name) {
    assertThatThrownBy(() -> new HeaderEditSettings(Map.of(name, "x"), Map.of(), List.of()))
        .hasMessageStartingWith("set." + name + ": " + name + " (expected: ");
    assertThatThrownBy(() -> new HeaderEditSettings(Map.of(), Map.of(), List.of(name)))
        .hasMessageStartingWith("remove[0]: " + name + " (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\u0000", " a", "a ", "\u20ac"})
  void valuesThatCannotBeSentAsTheyAreAreRefused(String value) {
    assertThatThrownBy(() -> new HeaderEditSettings(Map.of(), Map.of("x-a", value), List.of()))
        .hasMessageStartingWith("add.x-a: " + value + " (expected: a header value");
  }
}
