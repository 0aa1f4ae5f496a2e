package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HeadTimesTest {
  private final HeadTimes times = new HeadTimes(9500);

  @Test
  void bucketsFollowOneAnotherWithoutGaps() {
    for (int bucket = 0; bucket < HeadTimes.BUCKETS - 1; bucket++) {
      assertThat(HeadTimes.bucket(HeadTimes.above(bucket) - 1)).isEqualTo(bucket);
      assertThat(HeadTimes.bucket(HeadTimes.above(bucket))).isEqualTo(bucket + 1);
    }
  }

  @Test
  void everyTimeHasABucketAndIsToldApartByAnEighth() {
    assertThat(HeadTimes.bucket(-1)).isZero();
    assertThat(HeadTimes.bucket(Long.MAX_VALUE)).isEqualTo(HeadTimes.BUCKETS - 1);
    for (long time = 1_000_000; time < Duration.ofMinutes(1).toNanos(); time *= 3) {
      long above = HeadTimes.above(HeadTimes.bucket(time));
      assertThat((double) above).isBetween((double) time, time * 1.126);
    }
  }

  @Test
  void nothingIsKnownOfTheFirstAnswers() {
    record(63, 10);
    assertThat(times.percentile()).isEqualTo(HeadTimes.UNKNOWN);
    record(1, 10);
    assertThat(times.percentile()).isPositive();
  }

  @Test
  void findsTheTimeByWhichMostHadTheirAnswer() {
    for (int i = 0; i < 20; i++) {
      record(90, 10);
      record(10, 500);
    }
    assertThat(millis()).isBetween(500.0, 570.0);
    HeadTimes rare = new HeadTimes(5000);
    for (int i = 0; i < 128; i++) {
      rare.record(Duration.ofMillis(i < 100 ? 10 : 500).toNanos());
    }
    assertThat(rare.percentile() / 1e6).isBetween(10.0, 11.3);
  }

  @Test
  void forgetsWhatIsLongAgo() {
    record(20_000, 500);
    record(30_000, 10);
    assertThat(millis()).isBetween(10.0, 11.3);
  }

  private double millis() {
    return times.percentile() / 1e6;
  }

  private void record(int count, int millis) {
    for (int i = 0; i < count; i++) {
      times.record(Duration.ofMillis(millis).toNanos());
    }
  }
}
