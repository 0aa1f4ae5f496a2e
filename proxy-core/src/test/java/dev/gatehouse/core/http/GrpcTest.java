package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTest {
  @ParameterizedTest
  @CsvSource({
    "1n, 1",
    "20u, 20000",
    "300m, 300000000",
    "4S, 4000000000",
    "5M, 300000000000",
    "6H, 21600000000000",
    "99999999H, 9223372036854775807",
    "0S, 0"
  })
  void readsTimeouts(String text, long nanos) {
    assertThat(Grpc.timeoutNanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "1", "1s", "123456789S", "-1S", "1 S", "1.5S", "1Sx"})
  void understandsNothingElse(String text) {
    assertThat(Grpc.timeoutNanos(text)).isEqualTo(Grpc.NO_TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource({"2500000000, 2500m", "1, 1m", "-5, 1m", "360000000000000, 360000S"})
  void writesTimeouts(long nanos, String text) {
    assertThat(Grpc.timeout(nanos)).isEqualTo(text);
  }

  @Test
  void knowsNoTimeoutWithoutTheField() {
    assertThat(Grpc.timeoutNanos(null)).isEqualTo(Grpc.NO_TIMEOUT);
  }
}
