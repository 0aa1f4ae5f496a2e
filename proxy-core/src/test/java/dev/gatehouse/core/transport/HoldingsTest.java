package dev.gatehouse.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private final Holdings holdings = new Holdings();

  private void add(long... sizes) {
    for (long size : sizes) {
      holdings.buffers(size);
      assertThat(holdings.end()).isEqualTo(size);
    }
  }

  @Test
  void aFewLargeOnesAreEnough() {
    add(100, 200, 65_536, 70_000, 1_000_000);
    assertThat(holdings.largest(500_000)).isEqualTo(524_288);
    assertThat(holdings.largest(1_000_001)).isEqualTo(65_536);
    assertThat(holdings.buffers()).isEqualTo(1_135_836);
  }

  @Test
  void everybodyIsMeantWhereAllTogetherDoNotHoldAsMuch() {
    add(0, 1, 2, 3);
    assertThat(holdings.largest(1000)).isEqualTo(1);
  }

  @Test
  void requestsCountMoreThanTheirBytes() {
    holdings.request(32 * 1024);
    holdings.request(100);
    assertThat(holdings.end()).isEqualTo(holdings.heads()).isGreaterThan(2 * 32 * 1024);
    assertThat(holdings.buffers()).isZero();
  }

  @Test
  void thoseFromTheThresholdOnHoldAsMuchAsIsAskedFor() {
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      holdings.reset();
      long[] sizes = random.longs(50, 0, 1L << (1 + random.nextInt(40))).toArray();
      long all = 0;
      for (long size : sizes) {
        holdings.buffers(size);
        holdings.end();
        all += size;
      }
      long wanted = all / 3;
      long threshold = holdings.largest(wanted);
      long found = 0;
      for (long size : sizes) {
        found += size >= threshold ? size : 0;
      }
      assertThat(found).isGreaterThanOrEqualTo(wanted);
    }
  }
}
