package dev.gatehouse.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {
  @ParameterizedTest
  @CsvSource({"0B,0", "500B,500", "16KiB,16384", "10MiB,10485760", "2GiB,2147483648"})
  void sizesAreReadAndWritten(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    assertThat(new ByteSize(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16", "16K", "16KB", "16 KiB", "-1B", "1.5MiB", "99999999999GiB"})
  void otherTextsAreNoSizes(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageStartingWith("size: " + text + " (expected: ");
  }

  @ParameterizedTest
  @CsvSource({"0s,PT0S", "250ms,PT0.25S", "3s,PT3S", "90s,PT90S", "5m,PT5M", "1h,PT1H"})
  void durationsAreReadAndWritten(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 s", "-5s", "1.5s", "PT5S", "1d", "5S", "9999999999h"})
  void otherTextsAreNoDurations(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .hasMessage("duration: " + text + " (expected: a duration such as 250ms, 3s, 5m or 1h)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0:8080", "[::]:443", "[fd00::1]:0", "localhost:65535", "a-b.c_d:1"})
  void addressesAreReadAndWritten(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8080",
        ":8080",
        "a:",
        "a:65536",
        "::1:80",
        "[1.2.3]:1",
        "[::1%eth0]:1",
        "1.2.3:80",
        "256.1.1.1:80",
        "a b:1",
        "-a:1",
        "a..b:1",
        "http://a:80"
      })
  void otherTextsAreNoAddresses(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(InvalidSetting.class);
  }

  @Test
  void loopbackIsWhatOnlyThisMachineReaches() {
    assertThat(HostPort.parse("127.0.0.1:1").isLoopback()).isTrue();
    assertThat(HostPort.parse("[::1]:1").isLoopback()).isTrue();
    assertThat(HostPort.parse("localhost:1").isLoopback()).isTrue();
    assertThat(HostPort.parse("0.0.0.0:1").isLoopback()).isFalse();
    assertThat(HostPort.parse("example.com:1").isLoopback()).isFalse();
  }

  @Test
  void secretsDoNotShow() {
    assertThat(new Secret("hunter2")).hasToString("(secret)");
  }

  @Test
  void choicesAreWordsInKebabCase() {
    assertThat(TransportChoice.AUTO.word()).isEqualTo("auto");
    assertThat(TransportChoice.IO_URING.word()).isEqualTo("io_uring");
  }
}
