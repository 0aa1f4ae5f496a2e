package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter COMMON =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss '+0000'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final Timestamps timestamps = new Timestamps();

  @Test
  void agreesWithTheCalendarOfTheJdk() {
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    new Random(1).longs(20_000, 0, last).forEach(this::compare);
  }

  @Test
  void knowsLeapDaysAndTheEndsOfYears() {
    for (String day : new String[] {"1970-01-01", "2000-02-29", "2024-02-29", "2100-03-01"}) {
      compare(Instant.parse(day + "T00:00:00Z").toEpochMilli());
      compare(Instant.parse(day + "T00:00:00Z").toEpochMilli() - 1);
    }
  }

  @Test
  void followsTheMillisecondsWithinASecond() {
    long second = Instant.parse("2026-11-20T16:02:28Z").toEpochMilli();
    for (int millis = 0; millis < 1000; millis++) {
      compare(second + millis);
    }
  }

  private void compare(long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    assertThat(new String(timestamps.iso(millis), US_ASCII)).isEqualTo(ISO.format(instant));
    assertThat(new String(timestamps.common(millis), US_ASCII)).isEqualTo(COMMON.format(instant));
  }
}
