package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The turns of the rings, without the thread that gives them. */
class LogWriterTest {
  private final LogRing first = new LogRing(1 << 10);
  private final LogRing second = new LogRing(1 << 10);
  private final Output output = new Output();
  private final LogWriter writer = new LogWriter(List.of(first, second), output);

  /** An output with as much room as a test gives it. */
  private static final class Output implements LogOutput {
    private final StringBuilder text = new StringBuilder();
    private int room = Integer.MAX_VALUE;
    private boolean broken;

    @Override
    public long write(ByteBuffer[] lines) throws IOException {
      if (broken) {
        throw new IOException("broken");
      }
      long written = 0;
      for (ByteBuffer half : lines) {
        while (half.hasRemaining() && room > 0) {
          text.append((char) half.get());
          room--;
          written++;
        }
      }
      return written;
    }
  }

  @Test
  void writesWhatWaitsInAllRings() {
    offer(first, "one\n");
    offer(second, "two\n");
    assertThat(writer.drain()).isTrue();
    assertThat(output.text).hasToString("one\ntwo\n");
  }

  @Test
  void goesOnWhereTheOutputHadNoMoreRoom() {
    offer(first, "one\n");
    offer(second, "two\n");
    output.room = 2;
    assertThat(writer.drain()).isFalse();
    output.room = 3;
    assertThat(writer.drain()).isFalse();
    output.room = 100;
    assertThat(writer.drain()).isTrue();
    assertThat(output.text).hasToString("one\ntwo\n");
  }

  @Test
  void letsNoRingWaitForAnotherThatIsNeverEmpty() {
    offer(second, "two\n");
    offer(first, "a\n");
    for (int i = 0; i < 5; i++) {
      offer(first, "a\n");
      output.room = 2;
      assertThat(writer.drain()).isFalse();
    }
    assertThat(output.text).contains("two\n");
  }

  @Test
  void keepsLinesThatCannotBeWritten() {
    offer(first, "one\n");
    output.broken = true;
    assertThat(writer.drain()).isTrue();
    assertThat(writer.failing()).isTrue();
    output.broken = false;
    offer(first, "two\n");
    assertThat(writer.drain()).isTrue();
    assertThat(output.text).hasToString("one\ntwo\n");
  }

  private static void offer(LogRing ring, String line) {
    ring.offer(line.getBytes(US_ASCII), line.length());
  }
}
