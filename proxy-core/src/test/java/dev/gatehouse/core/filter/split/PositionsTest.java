package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {
  @Test
  void aTokenKeepsWhatACookieCanTell() {
    for (long n = 0; n < 1_000; n++) {
      long position = Positions.coarse(Positions.nth(n));
      String token = Positions.token(position);
      assertThat(token).matches("[0-9a-f]{4}");
      assertThat(Positions.parse(token)).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "00000", "7F3A", "-001", "+123", "app-next", "７f3a", "12 4", "\"12"})
  void nothingElseIsAToken(String text) {
    assertThat(Positions.parse(text)).isEqualTo(Positions.NONE);
  }

  @Test
  void everyTokenIsWithinTheLine() {
    assertThat(Positions.parse("0000")).isZero();
    assertThat(Positions.parse("ffff")).isEqualTo(0xffff_0000L);
  }

  @Test
  void addressesSpreadOverTheLine() {
    int low = 0;
    for (int i = 0; i < 10_000; i++) {
      long position = Positions.ofAddress("10.1." + i / 256 + "." + i % 256);
      assertThat(position).isBetween(0L, (1L << 32) - 1);
      low += position < 1L << 31 ? 1 : 0;
    }
    assertThat(low).isBetween(4_800, 5_200);
  }

  @Test
  void anIpv6NetworkIsOneClient() {
    Set<Long> positions = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      positions.add(Positions.ofAddress("2001:db8:1:2::" + Integer.toHexString(i)));
    }
    assertThat(positions).hasSize(1);
    assertThat(Positions.ofAddress("2001:db8:1:3::1")).isNotIn(positions);
  }
}
