package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogRingTest {
  private final LogRing ring = new LogRing(16);

  @Test
  void givesLinesInOrderAcrossItsEnd() {
    for (int i = 0; i < 100; i++) {
      offer("line " + i);
      offer("and");
      assertThat(take()).isEqualTo("line " + i + "and");
    }
    assertThat(ring.dropped()).isZero();
  }

  @Test
  void dropsALineThatDoesNotFitWholeAndCountsIt() {
    offer("0123456789");
    offer("abcdefg");
    offer("abcdef");
    assertThat(ring.dropped()).isEqualTo(1);
    assertThat(take()).isEqualTo("0123456789abcdef");
    offer("again");
    assertThat(take()).isEqualTo("again");
  }

  @Test
  void keepsWhatWasNotConsumed() {
    offer("0123456789");
    ring.waiting();
    ring.consumed(4);
    offer("abcdefghij");
    assertThat(take()).isEqualTo("456789abcdefghij");
  }

  @Test
  void pressesOncePerEighthWhileItIsMoreThanHalfFull() {
    offer("01234567");
    assertThat(ring.pressing()).isFalse();
    offer("8");
    assertThat(ring.pressing()).isTrue();
    assertThat(ring.pressing()).isFalse();
    offer("9a");
    assertThat(ring.pressing()).isTrue();
    take();
    offer("0");
    assertThat(ring.pressing()).isFalse();
  }

  @Test
  void hasACapacityThatIsAPowerOfTwo() {
    assertThatThrownBy(() -> new LogRing(12)).hasMessage("capacity: 12 (expected: a power of two)");
  }

  @Test
  void carriesBytesFromOneThreadToAnotherUnchanged() throws Exception {
    LogRing shared = new LogRing(1 << 12);
    int bytes = 4_000_000;
    Thread producer = Thread.ofPlatform().start(() -> produce(shared, bytes));
    byte expected = 0;
    for (int seen = 0; seen < bytes; ) {
      ByteBuffer[] waiting = shared.waiting();
      int size = waiting[0].remaining() + waiting[1].remaining();
      for (ByteBuffer part : waiting) {
        while (part.hasRemaining()) {
          byte next = part.get();
          if (next != expected++) {
            throw new AssertionError("byte " + next + " came out of order");
          }
        }
      }
      shared.consumed(size);
      seen += size;
      if (size == 0) {
        Thread.onSpinWait();
      }
    }
    producer.join();
  }

  private static void produce(LogRing ring, int bytes) {
    Random random = new Random(1);
    byte[] line = new byte[300];
    byte next = 0;
    for (int sent = 0; sent < bytes; ) {
      int size = Math.min(bytes - sent, 1 + random.nextInt(line.length));
      for (int i = 0; i < size; i++) {
        line[i] = next++;
      }
      long dropped = ring.dropped();
      ring.offer(line, size);
      while (ring.dropped() != dropped) {
        Thread.onSpinWait();
        dropped = ring.dropped();
        ring.offer(line, size);
      }
      sent += size;
    }
  }

  private void offer(String line) {
    ring.offer(line.getBytes(US_ASCII), line.length());
  }

  private String take() {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer part : ring.waiting()) {
      text.append(US_ASCII.decode(part));
    }
    ring.consumed(text.length());
    return text.toString();
  }
}
