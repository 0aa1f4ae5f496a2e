package dev.gatehouse.cache.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordHeadTest {
  private static final long SALT = 0x1234_5678_9abc_def0L;
  private static final byte[] KEY = "http://example.com/ main".getBytes(UTF_8);
  private static final byte[] META = "meta".getBytes(UTF_8);
  private static final RecordHead HEAD =
      new RecordHead(true, -5, KEY.length, META.length, 1001, 77);
  private static final RecordHead DEAD =
      new RecordHead(false, -5, KEY.length, META.length, 1001, 77);

  private static ByteBuffer encoded() {
    return HEAD.encode(SALT, KEY, META);
  }

  private static @Nullable RecordHead decode(ByteBuffer bytes) {
    return RecordHead.decode(bytes, 0, Integer.MAX_VALUE, SALT);
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(decode(encoded())).isEqualTo(HEAD);
    assertThat(HEAD.contentAt()).isEqualTo(RecordHead.BYTES + KEY.length + META.length);
  }

  @Test
  void recordsBeginAtMultiplesOfEight() {
    for (int content = 0; content < 20; content++) {
      RecordHead head = new RecordHead(true, 0, 3, 2, content, 0);
      assertThat(head.length() % 8).isZero();
      assertThat(head.padding()).isBetween(0, 7);
      assertThat(head.contentAt() + content + head.padding()).isEqualTo((int) head.length());
    }
  }

  @Test
  void anyBitThatChangesMakesItNoneOrADeadOne() {
    for (int bit = 0; bit < encoded().limit() * 8; bit++) {
      ByteBuffer bytes = encoded();
      bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << (bit % 8))));

      RecordHead head = decode(bytes);

      if (bit / 8 >= RecordHead.LIFE_AT && bit / 8 < RecordHead.LIFE_AT + 4) {
        assertThat(head).as("bit %d", bit).isEqualTo(DEAD);
      } else {
        assertThat(head).as("bit %d", bit).isNull();
      }
    }
  }

  @Test
  void whatIsKilledIsStillARecord() {
    ByteBuffer bytes = encoded();

    bytes.put(RecordHead.LIFE_AT, RecordHead.death(), 0, 4);

    assertThat(decode(bytes)).isEqualTo(DEAD);
  }

  @Test
  void oneOfAnotherSegmentIsNone() {
    assertThat(RecordHead.decode(encoded(), 0, Integer.MAX_VALUE, SALT + 1)).isNull();
  }

  @Test
  void oneThatWouldEndBehindTheEndIsNone() {
    int length = (int) HEAD.length();

    assertThat(RecordHead.decode(encoded(), 0, length, SALT)).isEqualTo(HEAD);
    assertThat(RecordHead.decode(encoded(), 0, length - 1, SALT)).isNull();
  }

  @Test
  void impossibleLengthsAreNotEvenAllocated() {
    for (int at = 24; at <= 32; at += 4) {
      for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30}) {
        ByteBuffer bytes = encoded();
        bytes.putInt(at, length);
        assertThat(decode(bytes)).isNull();
      }
    }
  }

  @Test
  void headsOfSegmentsAreReadAsTheyWereWritten() {
    SegmentHead head = new SegmentHead(42, SALT);

    assertThat(SegmentHead.decode(head.encode())).isEqualTo(head);
    for (int bit = 0; bit < SegmentHead.BYTES * 8; bit++) {
      ByteBuffer bytes = head.encode();
      bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << (bit % 8))));
      assertThat(SegmentHead.decode(bytes)).as("bit %d", bit).isNull();
    }
  }
}
