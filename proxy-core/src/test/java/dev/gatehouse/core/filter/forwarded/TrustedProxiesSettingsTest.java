package dev.gatehouse.core.filter.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesSettingsTest {
  @Test
  void nobodyIsTrustedByDefault() {
    assertThat(new TrustedProxiesSettings())
        .isEqualTo(new TrustedProxiesSettings(List.of(), ForwardedSource.X_FORWARDED_FOR));
    assertThat(ForwardedSource.X_FORWARDED_FOR.word()).isEqualTo("x-forwarded-for");
  }
}
