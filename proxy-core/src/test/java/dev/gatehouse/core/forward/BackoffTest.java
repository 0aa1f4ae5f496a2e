package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackoffTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void anotherBackendIsAskedAtOnceUnlessThereIsTooMuchToDo() {
    assertThat(Backoff.nanos(0, 0, false, 0, 7)).isZero();
    assertThat(Backoff.nanos(3, 502, false, 30 * SECOND, 7)).isZero();
    assertThat(Backoff.nanos(0, 503, false, 30 * SECOND, 7)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0, 12, 25", "1, 25, 50", "2, 50, 100", "3, 100, 200", "4, 125, 250", "9, 125, 250"})
  void pausesGrowAndAreNotAlike(int retry, int least, int most) {
    for (long random : new long[] {Long.MIN_VALUE, -1, 0, 1, 123_456_789, Long.MAX_VALUE}) {
      assertThat(Duration.ofNanos(Backoff.nanos(retry, 503, false, 0, random)).toMillis())
          .isBetween((long) least, (long) most);
    }
    assertThat(Backoff.nanos(retry, 503, false, 0, 1))
        .isNotEqualTo(Backoff.nanos(retry, 503, false, 0, 2));
  }

  @Test
  void theSameBackendIsAskedWhenItWantsOrNotAtAll() {
    assertThat(Backoff.nanos(0, 0, true, 0, 0)).isPositive();
    assertThat(Backoff.nanos(0, 503, true, SECOND, 0)).isGreaterThan(SECOND);
    assertThat(Backoff.nanos(0, 503, true, 2 * SECOND, 0)).isEqualTo(Backoff.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "1.5", "99999999", "Wed, 21 Oct 2015 07:28:00 GMT"})
  void whatIsNoNumberOfSecondsIsLong(String field) {
    assertThat(Backoff.retryAfter(field)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void secondsAreRead() {
    assertThat(Backoff.retryAfter(null)).isZero();
    assertThat(Backoff.retryAfter("0")).isZero();
    assertThat(Backoff.retryAfter("120")).isEqualTo(120 * SECOND);
  }
}
