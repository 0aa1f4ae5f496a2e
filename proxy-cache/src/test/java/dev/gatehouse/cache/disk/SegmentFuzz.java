package dev.gatehouse.cache.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A segment with any bytes changed, or cut off anywhere: nothing is found in it that was not
 * written. An input is changes of three octets each, two for the place and one for what is changed
 * there; an odd octet at its end cuts.
 */
final class SegmentFuzz {
  private static final long SALT = 0x5eed_5a17_0123_4567L;
  private static final int RECORDS = 6;

  private record Found(int at, RecordHead head, String key) {}

  private final byte[] segment = new byte[1024];
  private final Set<Found> written = new HashSet<>();

  SegmentFuzz() {
    ByteBuffer bytes = ByteBuffer.wrap(segment);
    bytes.put(new SegmentHead(1, SALT).encode());
    for (int i = 0; i < RECORDS; i++) {
      String key = "http://example.com/" + i;
      RecordHead head = new RecordHead(i != 3, i, key.length(), i, 9 * i, i);
      written.add(new Found(bytes.position(), head, key));
      bytes.put(head.encode(SALT, key.getBytes(UTF_8), new byte[i]));
      bytes.position(bytes.position() + 9 * i + head.padding());
    }
  }

  static Stream<Arguments> seeds() {
    return Stream.of(new byte[] {}, new byte[] {1}, new byte[] {0, 40, 1}, new byte[] {0, 56, 1, 2})
        .map(Arguments::of);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3s")
  void nothingIsFoundThatWasNotWritten(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(segment.clone());
    int changes = input.length / 3;
    for (int i = 0; i < changes; i++) {
      int place = ((input[3 * i] & 0xff) << 8) + (input[3 * i + 1] & 0xff);
      int at = place % segment.length;
      bytes.put(at, (byte) (bytes.get(at) ^ input[3 * i + 2]));
    }
    if (input.length % 3 != 0) {
      bytes.limit(SegmentHead.BYTES + (input[input.length - 1] & 0xff) * 4 % 990);
    }
    int[] before = {0};

    SegmentScan scan =
        SegmentScan.of(
            bytes,
            SALT,
            (at, head, key) -> {
              Found dead = new Found(at, dead(head), key);
              assertThat(
                      written.stream().map(each -> new Found(each.at, dead(each.head), each.key)))
                  .contains(dead);
              assertThat(at).isGreaterThan(before[0]);
              before[0] = at;
            });

    assertThat(scan.end()).isBetween(SegmentHead.BYTES, segment.length);
    assertThat(scan.skipped()).isBetween(0, scan.end());
  }

  /** The life of a record may be taken, and stands under no checksum. */
  private static RecordHead dead(RecordHead head) {
    return new RecordHead(
        false,
        head.variant(),
        head.keyLength(),
        head.metaLength(),
        head.contentLength(),
        head.contentSum());
  }
}
