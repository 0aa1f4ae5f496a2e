package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyslogOutputTest {
  private final Link link = new Link();
  private long now;
  private final SyslogOutput output = new SyslogOutput("udp://test:514", link, () -> now);

  /** A link that does what a test says. */
  private static final class Link implements SyslogLink {
    @Nullable String failure;
    boolean open = true;
    boolean datagrams;
    long takes = Long.MAX_VALUE;
    int attempts;
    int closed;

    @Override
    public boolean open() throws IOException {
      attempts++;
      if (failure != null) {
        throw new IOException(failure);
      }
      return open;
    }

    @Override
    public long send(ByteBuffer[] lines) {
      return Math.min(takes, lines[0].remaining());
    }

    @Override
    public boolean dislikesBursts() {
      return datagrams;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void triesAgainAfterPausesThatGrow() throws IOException {
    link.failure = "gone";
    long[] pauses = {250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000};
    assertFails("gone");
    for (int i = 0; i < pauses.length; i++) {
      after(pauses[i] - 1);
      assertFails("gone");
      assertThat(link.attempts).isEqualTo(i + 1);
      after(1);
      assertFails("gone");
      assertThat(link.attempts).isEqualTo(i + 2);
    }
    link.failure = null;
    after(10_000);
    assertThat(write()).isEqualTo(5);
    link.failure = "gone again";
    assertFails("gone again");
    after(250);
    link.failure = null;
    assertThat(write()).isEqualTo(5);
  }

  @Test
  void givesUpAConnectionThatDoesNotCome() throws IOException {
    link.open = false;
    assertThat(write()).isZero();
    after(5000);
    assertThat(write()).isZero();
    after(1);
    assertFails("no connection within 5 seconds");
    assertThat(link.closed).isEqualTo(1);
  }

  @Test
  void givesUpAServerThatTakesNothing() throws IOException {
    assertThat(write()).isEqualTo(5);
    after(100_000);
    link.takes = 0;
    assertThat(write()).isZero();
    after(30_000);
    assertThat(write()).isZero();
    after(1);
    assertFails("it has taken nothing for 30 seconds");
    assertThat(link.closed).isEqualTo(1);
  }

  @Test
  void triesAtOnceWhenItIsToldTo() throws IOException {
    link.failure = "gone";
    assertFails("gone");
    link.failure = null;
    output.reopen();
    assertThat(write()).isEqualTo(5);
  }

  @Test
  void sendsDatagramsInSmallBursts() throws IOException {
    assertThat(output.pauseNanos()).isEqualTo(Duration.ofMillis(200).toNanos());
    link.datagrams = true;
    assertThat(output.pauseNanos()).isEqualTo(Duration.ofMillis(20).toNanos());
    assertThat(write()).isEqualTo(5);
    assertThat(output.pauseNanos()).isEqualTo(Duration.ofMillis(2).toNanos());
    assertThat(output.pauseNanos()).isEqualTo(Duration.ofMillis(20).toNanos());
  }

  private void after(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  private long write() throws IOException {
    return output.write(
        new ByteBuffer[] {ByteBuffer.wrap("line\n".getBytes(US_ASCII)), ByteBuffer.allocate(0)});
  }

  private void assertFails(String message) {
    assertThatThrownBy(this::write).isInstanceOf(IOException.class).hasMessage(message);
  }
}
