package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that sends its content drop by drop: 100 bytes per second are asked for. */
final class SlowContentTest {
  private final ManualClock clock = new ManualClock();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Loop loop = new Loop(channel.eventLoop(), 0, clock);
  private final Reader reader = new Reader();

  SlowContentTest() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    ClientLimits limits =
        new ClientLimits(256, 1024, 16, 10_000, 30_000, 100, 60_000, 75_000, 10_000, 3_600_000);
    channel
        .pipeline()
        .addLast(
            new Http1ServerConnection(
                loop,
                reader,
                new ConnectionInfo("web", any, "127.0.0.1", any, null),
                limits,
                ConnectionObserver.NONE));
    send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void isToldThatItsTimeIsUp() {
    drip("x".repeat(50), 60);
    assertThat(reader.failure).isEqualTo(FailureReason.BODY_TIMEOUT);
  }

  @Test
  void isWaitedForAsLongAsItKeepsThePace() {
    drip("x".repeat(150), 300);
    assertThat(reader.failure).isNull();
    assertThat(reader.read).isEqualTo(45_000);
  }

  @Test
  void hasTheGraceOfOnePauseFirst() {
    drip("x", 29);
    assertThat(reader.failure).isNull();
  }

  @Test
  void isNotHeldAccountableWhileNobodyReads() {
    reader.pausing = true;
    send("x");
    clock.advance(Duration.ofHours(1));
    reader.pausing = false;
    reader.run();
    drip("x".repeat(150), 40);
    assertThat(reader.failure).isNull();
  }

  /** Sends {@code drop} once per second. */
  private void drip(String drop, int seconds) {
    for (int i = 0; i < seconds && reader.failure == null; i++) {
      clock.advance(Duration.ofSeconds(1));
      loop.deadlines().sweep(clock.nanos());
      send(drop);
    }
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    channel.runPendingTasks();
  }

  /** Reads what there is, and asks for more unless it pauses. */
  private static final class Reader implements Intake, Runnable {
    private boolean pausing;
    private int read;
    private @Nullable FailureReason failure;
    private @Nullable Body body;

    @Override
    public void dispatch(Exchange exchange) {
      body = exchange.request().body();
      run();
    }

    @Override
    public void run() {
      Body source = body;
      if (source == null || pausing) {
        return;
      }
      for (ByteBuf piece = source.read(); piece != null; piece = source.read()) {
        read += piece.readableBytes();
        piece.release();
      }
      Failure broken = source.failure();
      if (broken != null) {
        failure = broken.reason();
      } else {
        source.demand(this);
      }
    }

    @Override
    public void refuse(Exchange exchange, Failure refusal) {
      throw new AssertionError(refusal);
    }

    @Override
    public void reject(Exchange exchange, Failure failure) {
      throw new AssertionError(failure);
    }
  }
}
