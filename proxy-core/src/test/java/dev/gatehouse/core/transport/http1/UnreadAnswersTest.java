package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that sends one request after another and reads no answer; the answers have no body. */
final class UnreadAnswersTest {
  private final ManualClock clock = new ManualClock();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Loop loop = new Loop(channel.eventLoop(), 0, clock);
  private int asked;

  UnreadAnswersTest() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    channel
        .pipeline()
        .addLast(
            new Http1ServerConnection(
                loop,
                new Redirects(),
                new ConnectionInfo("web", any, "127.0.0.1", any, null),
                new ClientLimits(
                    256, 1024, 16, 10_000, 30_000, 0, 60_000, 75_000, 10_000, 3_600_000),
                ConnectionObserver.NONE));
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private void full(boolean full) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    out.setUserDefinedWritability(1, !full);
    channel.runPendingTasks();
  }

  private void ask(int times) {
    channel.writeInbound(
        Unpooled.copiedBuffer(
            "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(times), StandardCharsets.US_ASCII));
    channel.runPendingTasks();
  }

  @Test
  void isAskedForNoMoreUntilItReads() {
    ask(10);
    assertThat(asked).isEqualTo(10);
    full(true);
    ask(3000);
    assertThat(asked).as("one is under way when it is noticed").isEqualTo(11);
    assertThat(channel.config().isAutoRead()).as("nor is more read").isFalse();
    full(false);
    assertThat(asked).isEqualTo(3010);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void isGivenUpAfterTheTimeToTakeAnswers() {
    full(true);
    ask(2);
    clock.advance(Duration.ofSeconds(59));
    loop.deadlines().sweep(clock.nanos());
    assertThat(channel.isOpen()).isTrue();
    clock.advance(Duration.ofSeconds(2));
    loop.deadlines().sweep(clock.nanos());
    assertThat(channel.isOpen()).isFalse();
  }

  private final class Redirects implements Intake {
    @Override
    public void dispatch(Exchange exchange) {
      asked++;
      exchange.status(204);
      exchange.stream().respond(new Response(204, new Headers(), Body.empty()));
    }

    @Override
    public void refuse(Exchange exchange, Failure failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void reject(Exchange exchange, Failure failure) {
      throw new AssertionError(failure);
    }
  }
}
