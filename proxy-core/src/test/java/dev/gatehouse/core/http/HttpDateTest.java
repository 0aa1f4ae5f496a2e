package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
  private static final long NOW = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long EXAMPLE = Instant.parse("1994-11-06T08:49:37Z").toEpochMilli();

  @Test
  void formatsImfFixdate() {
    assertThat(HttpDate.format(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(HttpDate.format(NOW + 999)).isEqualTo("Fri, 20 Nov 2026 12:00:00 GMT");
  }

  @Test
  void makesTheTextOnceASecond() {
    assertThat(HttpDate.format(NOW + 1)).isSameAs(HttpDate.format(NOW + 998));
    assertThat(HttpDate.format(NOW + 1000)).isEqualTo("Fri, 20 Nov 2026 12:00:01 GMT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "SUN, 06 nov 1994 08:49:37 gMT",
        "sunday, 06-NOV-94 08:49:37 Gmt",
        "sun nov  6 08:49:37 1994"
      })
  void readsTheThreeForms(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(EXAMPLE);
  }

  @Test
  void takesATwoDigitYearForThePastWhenItIsMoreThanFiftyYearsAhead() {
    assertThat(HttpDate.parse("Tuesday, 01-Jan-76 00:00:00 GMT", NOW))
        .isEqualTo(Instant.parse("2076-01-01T00:00:00Z").toEpochMilli());
    assertThat(HttpDate.parse("Saturday, 01-Jan-77 00:00:00 GMT", NOW))
        .isEqualTo(Instant.parse("1977-01-01T00:00:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Xun, 06 Nov 1994 08:49:37 GMT",
        "unM, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 ovD 1994 08:49:37 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, ",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  6 08-49-37 1994",
        "2026-11-20T12:00:00Z"
      })
  void refusesEverythingElse(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.INVALID);
  }

  @Test
  void readsBackWhatItFormatsAndAgreesWithTheJdk() {
    DateTimeFormatter jdk =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    Random random = new Random(20261120);
    for (int i = 0; i < 5_000; i++) {
      long second = random.nextLong(-60_000_000_000L, 250_000_000_000L);
      String text = HttpDate.format(second * 1000);
      assertThat(text).isEqualTo(jdk.format(Instant.ofEpochSecond(second)));
      assertThat(HttpDate.parse(text, NOW)).isEqualTo(second * 1000);
    }
  }
}
