package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
  private static final String REFUSED = "refused";

  @ParameterizedTest
  @MethodSource("cases")
  void normalizes(String line) {
    String[] sides = line.trim().split("\\s+", -1);
    String normal = RequestPath.normalize(sides[0], EncodedSlash.KEEP);
    String expected = sides[1].equals("same") ? sides[0] : sides[1];
    assertThat(Objects.requireNonNullElse(normal, REFUSED)).as(line).isEqualTo(expected);
    if (sides[1].equals("same")) {
      assertThat(normal).isSameAs(sides[0]);
    }
  }

  static List<String> cases() throws IOException {
    try (InputStream file = RequestPathTest.class.getResourceAsStream("paths.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n", -1))
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "*", "?", "%2F", "/a b", "/a\tb", "/\u0000", "/\u00e9", "/\u0131"})
  void refusesWhatCannotStandInTheCaseFile(String path) {
    assertThat(RequestPath.normalize(path, EncodedSlash.KEEP)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb", "/a%2fb", "/%5C", "/%5c", "/a/%2F/"})
  void refusesEncodedSlashesWhereTheyAreNotKept(String path) {
    assertThat(RequestPath.normalize(path, EncodedSlash.REJECT)).isNull();
    assertThat(RequestPath.normalize(path, EncodedSlash.KEEP)).isNotNull();
  }

  @Test
  void leavesANormalPathAsItIsAndNoneWithDotSegmentsOrRawSeparators() {
    Random random = new Random(20261120);
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      String path = PathSamples.next(random);
      String once = RequestPath.normalize(path, EncodedSlash.KEEP);
      if (once != null) {
        accepted++;
        assertThat(RequestPath.normalize(once, EncodedSlash.KEEP)).as(path).isSameAs(once);
        for (String piece : once.split("/|%2F|%5C", -1)) {
          assertThat(piece.split(";", -1)[0]).as(path).isNotIn(".", "..");
        }
      }
    }
    assertThat(accepted).isGreaterThan(5_000);
  }

  @Test
  void meansTheSameToWhoeverDecodesTheResult() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      String path = PathSamples.next(random);
      String normal = RequestPath.normalize(path, EncodedSlash.KEEP);
      if (normal != null && !path.contains(".") && !path.contains("%2")) {
        assertThat(decoded(normal)).isEqualTo(decoded(path.replaceFirst("^/+", "/")));
      }
    }
  }

  /** Every triplet decoded, by another way than the code under test. */
  private static String decoded(String path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '%') {
        text.append((char) Integer.parseInt(path.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        text.append(path.charAt(i));
      }
    }
    return text.toString();
  }
}
