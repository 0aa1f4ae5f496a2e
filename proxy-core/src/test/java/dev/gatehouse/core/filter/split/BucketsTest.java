package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.Percentage;
import org.junit.jupiter.api.Test;

class BucketsTest {
  @Test
  void everyDurationLiesAtMostAnEighthBelowTheEndOfItsBucket() {
    for (long nanos = 20_000; nanos < 60_000_000_000L; nanos += nanos / 17) {
      long end = Buckets.end(Buckets.of(nanos));
      assertThat(end).isBetween(nanos + 1, nanos + nanos / 8 + 1);
      assertThat(Buckets.of(end)).isEqualTo(Buckets.of(nanos) + 1);
    }
  }

  @Test
  void extremesHaveBucketsToo() {
    assertThat(Buckets.of(0)).isZero();
    assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.COUNT - 1);
  }

  @Test
  void aPercentileHasNoMoreThanTheRestAboveIt() {
    Tallies tallies = new Tallies(2, Performance.CELLS);
    for (int i = 1; i <= 1_000; i++) {
      tallies.count(i % 2, Performance.cell(Buckets.of(i * 1_000_000L)));
    }
    Performance performance = Performance.of(tallies);
    int bucket = performance.percentile(Percentage.of(90));
    assertThat(performance.timed()).isEqualTo(1_000);
    assertThat(performance.slowerThan(bucket)).isLessThanOrEqualTo(100);
    assertThat(Buckets.end(bucket) / 1_000_000).isBetween(900L, 1_012L);
  }
}
