package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an origin says to surrogates, and whether it means us. */
final class SurrogateControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60                              | 60",
        "MaX-aGe=60                              | 60",
        "unknown, max-age=60                     | 60",
        "content=\"ESI/1.0\", max-age=60         | 60",
        "max-age=60;gatehouse                    | 60",
        "max-age=5, max-age=60; gatehouse        | 60",
        "max-age=60;gatehouse, no-store          | 60",
        "max-age=5;other, max-age=60             | 60",
        "max-age=60+30                           | 60",
      })
  void saysHowLong(String value, long seconds) {
    CacheControl control = said(value);
    assertThat(control.maxAge()).isEqualTo(seconds);
    assertThat(control.noStore()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-age=60;other", "no-store;gatehouse2", "unknown", ""})
  void isNotForUs(String value) {
    assertThat(SurrogateControl.of(Fields.of("surrogate-control: " + value))).isNull();
    assertThat(SurrogateControl.of(Fields.of("cache-control: no-store"))).isNull();
  }

  @Test
  void forbidsAndAllowsStaleResponses() {
    assertThat(said("No-Store").noStore()).isTrue();
    assertThat(said("max-age=60+30").staleWhileRevalidate()).isEqualTo(30);
  }

  private static CacheControl said(String value) {
    return Objects.requireNonNull(
        SurrogateControl.of(Fields.of("surrogate-control: " + value)), value);
  }
}
