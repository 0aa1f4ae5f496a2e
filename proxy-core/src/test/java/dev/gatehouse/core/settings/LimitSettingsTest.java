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
                1_000_000,
                Duration.ofHours(1),
                new Http2Limits(
                    100,
                    ByteSize.ofKiB(64),
                    ByteSize.ofMiB(1),
                    200,
                    new FrameLimits(16, 100, 1000, 1000, 1000, 1000, 150_000))));
    assertThat(new DrainSettings()).isEqualTo(new DrainSettings(Duration.ofSeconds(30)));
  }

  @Test
  void valuesOutOfBoundsAreRefusedByName() {
    assertThatThrownBy(() -> new HeaderLimits(ByteSize.ofKiB(32), 7, 256))
        .hasMessage("count: 7 (expected: 8 to 10000)");
    assertThatThrownBy(() -> new HeaderLimits(ByteSize.ofMiB(2), 128, 256))
        .hasMessage("size: 2MiB (expected: 512B to 1MiB)");
    assertThatThrownBy(() -> http2(0, 200))
        .hasMessage("concurrent-streams: 0 (expected: 1 to 100000)");
    assertThatThrownBy(() -> http2(100, 0)).hasMessage("resets: 0 (expected: 1 to 1000000)");
    assertThatThrownBy(() -> new FrameLimits(16, 1, 1000, 1000, 1000, 1000, 150_000))
        .hasMessage("settings: 1 (expected: 2 to 100000000)");
    assertThatThrownBy(() -> new DrainSettings(Duration.ofDays(366)))
        .hasMessage("timeout: 8784h (expected: 0s to 8760h)");
  }

  private static Http2Limits http2(int streams, int resets) {
    return new Http2Limits(
        streams, ByteSize.ofKiB(64), ByteSize.ofMiB(1), resets, new FrameLimits());
  }
}
