package dev.gatehouse.cache.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Range field selects (RFC 9110 §14.1.2, §14.2 and §15.3.7). */
final class SelectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // one range
        "bytes=0-0               | 1000 | 0-0",
        "bytes=0-1               | 1000 | 0-1",
        "bytes=5-                | 1000 | 5-999",
        "bytes=-5                | 1000 | 995-999",
        "bytes=0-                | 1000 | 0-999",
        "bytes=0-5000            | 1000 | 0-999",
        "bytes=-5000             | 1000 | 0-999",
        "bytes=999-              | 1000 | 999-999",
        "BYTES=1-2               | 1000 | 1-2",
        "bytes= 1-2              | 1000 | 1-2",
        "bytes=1-2,              | 1000 | 1-2",
        "bytes=,1-2              | 1000 | 1-2",
        "bytes=0-99999999999999999999999 | 1000 | 0-999",
        // nothing of it
        "bytes=1000-             | 1000 | nothing",
        "bytes=1000-2000         | 1000 | nothing",
        "bytes=-0                | 1000 | nothing",
        "bytes=99999999999999999999999-  | 1000 | nothing",
        "bytes=2000-,-0          | 1000 | nothing",
        "bytes=0-                | 0    | nothing",
        "bytes=-5                | 0    | whole",
        // not a Range that counts
        "bytes=                  | 1000 | whole",
        "bytes=,                 | 1000 | whole",
        "bytes=-                 | 1000 | whole",
        "bytes=5-2               | 1000 | whole",
        "bytes=a-2               | 1000 | whole",
        "bytes=1-b               | 1000 | whole",
        "bytes=+1-2              | 1000 | whole",
        "bytes=1-+2              | 1000 | whole",
        "bytes=1--2              | 1000 | whole",
        "bytes=1                 | 1000 | whole",
        "bytes=0x1-2             | 1000 | whole",
        "bytes=1-2;3-4           | 1000 | whole",
        "bytes=0-1,a             | 1000 | whole",
        "bytes 0-1               | 1000 | whole",
        "lines=0-1               | 1000 | whole",
        "bytes                   | 1000 | whole",
        // several
        "bytes=0-1,500-501       | 1000 | 0-1 500-501",
        "bytes=500-501, 0-1      | 1000 | 500-501 0-1",
        "bytes=0-1,-1            | 1000 | 0-1 999-999",
        "bytes=0-1,5000-         | 1000 | 0-1",
        "bytes=0-100,50-150      | 1000 | 0-150",
        "bytes=0-1,2-3           | 1000 | 0-3",
        "bytes=0-1,20-30         | 1000 | 0-30",
        "bytes=0-1,300-301,100-250 | 1000 | 0-301",
        "bytes=0-399,-400        | 1000 | whole",
        "bytes=0-,0-,0-          | 1000 | 0-999",
        "bytes=0-0,-1,0-0,-1     | 1000 | 0-0 999-999",
      })
  void selects(String range, long length, String expected) {
    assertThat(selection(range, length)).isEqualTo(expected);
  }

  @Test
  void ignoresTwoFieldsOfIt() {
    Headers request = new Headers().add("range", "bytes=0-1").add("range", "bytes=2-3");
    assertThat(RangeRequest.of(request)).isNull();
    assertThat(RangeRequest.of(new Headers())).isNull();
  }

  @Test
  void ignoresMorePartsThanAreWorthTheirAnswer() {
    assertThat(selection(parts(16), 1 << 20).split(" ", -1)).hasSize(16);
    assertThat(selection(parts(17), 1 << 20)).isEqualTo("whole");
    assertThat(selection(parts(100_000), 1 << 20)).isEqualTo("whole");
  }

  /** Whatever is asked for: what is sent is in it, apart, and no more than the whole. */
  @Test
  void neverSendsMoreThanThereIs() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      int length = random.nextInt(1, 3_000);
      String range =
          "bytes="
              + IntStream.range(0, random.nextInt(1, 17))
                  .mapToObj(k -> any(random, 4_000))
                  .collect(Collectors.joining(","));
      if (Selection.of(parsed(range), length) instanceof Selection.Parts(var parts)) {
        long sum = parts.stream().mapToLong(ByteRange::length).sum();
        assertThat(sum).as(range).isLessThanOrEqualTo(length);
        for (ByteRange one : parts) {
          assertThat(one.last()).as(range).isLessThan(length);
          assertThat(parts.stream().filter(other -> other != one && other.isNear(one, 128)))
              .as(range)
              .isEmpty();
        }
      }
    }
  }

  private static String any(Random random, int most) {
    int first = random.nextInt(most);
    return switch (random.nextInt(3)) {
      case 0 -> first + "-";
      case 1 -> "-" + first;
      default -> first + "-" + (first + random.nextInt(200));
    };
  }

  private static String parts(int count) {
    return "bytes="
        + IntStream.range(0, count)
            .mapToObj(i -> i * 1000 + "-" + i * 1000)
            .collect(Collectors.joining(","));
  }

  private static RangeRequest parsed(String range) {
    RangeRequest request = RangeRequest.of(new Headers().add("range", range));
    if (request == null) {
      throw new AssertionError(range);
    }
    return request;
  }

  private static String selection(String range, long length) {
    RangeRequest request = RangeRequest.of(new Headers().add("range", range));
    return switch (request == null ? Selection.WHOLE : Selection.of(request, length)) {
      case Selection.Whole() -> "whole";
      case Selection.Nothing() -> "nothing";
      case Selection.Parts(var ranges) ->
          ranges.stream()
              .map(each -> each.first() + "-" + each.last())
              .collect(Collectors.joining(" "));
    };
  }
}
