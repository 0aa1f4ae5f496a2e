package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SlotsTest {
  private final Slots slots = new Slots(2);

  @Test
  void hasRoomForEveryStreamTwice() {
    assertThat(slots.free(3, 0)).isTrue();
    assertThat(slots.free(4, 0)).isFalse();
  }

  @Test
  void keepsThePlaceOfACancelledRequestForAWhile() {
    slots.cancelled(0);
    slots.cancelled(10);
    assertThat(slots.free(1, 20)).isTrue();
    assertThat(slots.free(2, 20)).isFalse();
    assertThat(slots.free(2, Slots.HELD_NANOS)).isTrue();
    assertThat(slots.free(3, Slots.HELD_NANOS)).isFalse();
    assertThat(slots.free(3, Slots.HELD_NANOS + 10)).isTrue();
  }

  @Test
  void goesRoundAndRound() {
    for (long now = 0; now < 100; now++) {
      long at = now * Slots.HELD_NANOS;
      assertThat(slots.free(3, at)).isTrue();
      slots.cancelled(at);
      slots.cancelled(at);
      slots.cancelled(at);
      assertThat(slots.free(0, at)).isTrue();
      slots.cancelled(at);
      slots.cancelled(at); // one more than there are
      assertThat(slots.free(0, at)).isFalse();
    }
  }
}
