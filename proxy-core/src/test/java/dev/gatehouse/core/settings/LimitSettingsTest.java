package dev.gatehouse.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitSettingsTest {
  @Test
  void defaultsFitAnEdgeServer() {
    assertThat(new LimitSettings())
        .isEqualTo(
            new LimitSettings(
                20_000,
                10_000,
                ByteSize.ofKiB(16),
                new HeaderLimits(ByteSize.ofKiB(32), 128, 256),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                new ByteSize(500),
                Duration.ofSeconds(60),
                Duration.ofSeconds(75),
                ByteSize.ofMiB(512),
                ByteSize.ofGiB(8),
                new Http2Limits(100, ByteSize.ofKiB(64), ByteSize.ofMiB(1))));
    assertThat(new DrainSettings()).isEqualTo(new DrainSettings(Duration.ofSeconds(30)));
  }

  @Test
  void valuesOutOfBoundsAreRefusedByName() {
    assertThatThrownBy(() -> new HeaderLimits(ByteSize.ofKiB(32), 7, 256))
        .hasMessage("count: 7 (expected: 8 to 10000)");
    assertThatThrownBy(() -> new HeaderLimits(ByteSize.ofMiB(2), 128, 256))
        .hasMessage("size: 2MiB (expected: 512B to 1MiB)");
    assertThatThrownBy(() -> new Http2Limits(0, ByteSize.ofKiB(64), ByteSize.ofMiB(1)))
        .hasMessage("concurrent-streams: 0 (expected: 1 to 100000)");
    assertThatThrownBy(() -> new DrainSettings(Duration.ofDays(366)))
        .hasMessage("timeout: 8784h (expected: 0s to 8760h)");
  }
}
