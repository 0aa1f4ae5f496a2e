package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private final LineReader reader = new LineReader();

  @Test
  void givesLinesWhereverTheHalvesMeet() {
    String text = "one\ntwo\nthree\n";
    for (int cut = 0; cut <= text.length(); cut++) {
      assertThat(lines(text.substring(0, cut), text.substring(cut)))
          .containsExactly("one", "two", "three");
    }
  }

  @Test
  void givesLinesLongerThanItsRoom() {
    String longer = "x".repeat(20_000);
    assertThat(lines(longer, longer + "\nshort\n")).containsExactly(longer + longer, "short");
  }

  @Test
  void givesNothingOfNothing() {
    assertThat(lines("", "")).isEmpty();
  }

  private List<String> lines(String first, String second) {
    ByteBuffer[] halves = {
      ByteBuffer.wrap(first.getBytes(US_ASCII)), ByteBuffer.wrap(second.getBytes(US_ASCII))
    };
    List<String> lines = new ArrayList<>();
    for (ByteBuffer line = reader.next(halves); line != null; line = reader.next(halves)) {
      lines.add(US_ASCII.decode(line).toString());
    }
    return lines;
  }
}
