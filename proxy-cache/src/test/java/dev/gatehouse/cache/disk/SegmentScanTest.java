package dev.gatehouse.cache.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SegmentScanTest {
  private static final long SALT = 99;

  private final ByteBuffer bytes = ByteBuffer.allocate(4096);
  private final List<Integer> starts = new ArrayList<>();

  SegmentScanTest() {
    bytes.put(new SegmentHead(1, SALT).encode());
  }

  private void record(String key, byte[] content) {
    starts.add(bytes.position());
    RecordHead head = new RecordHead(true, 0, key.length(), 0, content.length, 0);
    bytes.put(head.encode(SALT, key.getBytes(UTF_8), new byte[0]));
    bytes.put(content).put(new byte[head.padding()]);
  }

  private List<String> keys(int limit) {
    List<String> keys = new ArrayList<>();
    SegmentScan scan =
        SegmentScan.of(bytes.duplicate().limit(limit), SALT, (at, head, key) -> keys.add(key));
    assertThat(scan.end()).isBetween(SegmentHead.BYTES, Math.max(limit, SegmentHead.BYTES));
    return keys;
  }

  @Test
  void whatIsCutOffAnywhereLosesNothingThatIsWhole() {
    record("a", new byte[10]);
    record("bb", new byte[33]);
    record("ccc", new byte[0]);
    starts.add(bytes.position());

    for (int end = SegmentHead.BYTES; end <= bytes.position(); end++) {
      List<String> whole = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        if (starts.get(i + 1) <= end) {
          whole.add("abc".substring(i, i + 1).repeat(i + 1));
        }
      }
      assertThat(keys(end)).as("end %d", end).isEqualTo(whole);
    }
  }

  @Test
  void aDamagedRecordCostsItselfOnly() {
    record("a", new byte[100]);
    record("b", new byte[100]);
    record("c", new byte[100]);
    int end = bytes.position();

    for (int at = starts.get(1); at < starts.get(1) + RecordHead.BYTES + 1; at++) {
      bytes.put(at, (byte) ~bytes.get(at));
      boolean life = at - starts.get(1) >= 4 && at - starts.get(1) < 8;
      assertThat(keys(end))
          .as("at %d", at)
          .isEqualTo(life ? List.of("a", "b", "c") : List.of("a", "c"));
      bytes.put(at, (byte) ~bytes.get(at));
    }
  }

  @Test
  void contentThatLooksLikeARecordIsNoneEvenBehindADamagedOne() {
    RecordHead forged = new RecordHead(true, 0, 6, 0, 8, 0);
    ByteBuffer content = ByteBuffer.allocate((int) forged.length());
    content.put(forged.encode(SALT + 1, "forged".getBytes(UTF_8), new byte[0]));
    record("host", content.array());
    record("next", new byte[1]);
    bytes.put(starts.getFirst(), (byte) 0);

    assertThat(keys(bytes.position())).containsExactly("next");
  }

  @Test
  void whatIsPassedOverIsCounted() {
    record("a", new byte[0]);
    record("b", new byte[0]);
    int lost = starts.get(1) - starts.get(0);
    bytes.put(starts.getFirst(), (byte) 0);

    SegmentScan scan =
        SegmentScan.of(bytes.duplicate().limit(bytes.position()), SALT, (at, head, key) -> {});

    assertThat(scan).isEqualTo(new SegmentScan(bytes.position(), lost));
  }
}
