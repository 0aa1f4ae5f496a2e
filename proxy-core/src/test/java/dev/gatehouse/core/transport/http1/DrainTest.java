package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.BufferBody;
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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's HTTP/1 connection that is told to come to its end. */
final class DrainTest {
  private final ManualClock clock = new ManualClock();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Loop loop = new Loop(channel.eventLoop(), 0, clock);
  private final Http1ServerConnection connection =
      new Http1ServerConnection(
          loop,
          new Hello(),
          info(),
          new ClientLimits(256, 1024, 16, 10_000, 30_000, 0, 60_000, 75_000, 4, 60_000),
          ConnectionObserver.NONE);

  DrainTest() {
    channel.pipeline().addLast(connection);
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void answersTheRequestThatWasOnItsWayAndThenCloses() {
    assertThat(ask()).contains("200 OK").doesNotContain("connection: close");

    connection.drain();
    assertThat(channel.isOpen()).isTrue();

    assertThat(ask()).contains("200 OK").contains("connection: close");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void closesAfterAsManyRequestsAsAConnectionMayCarry() {
    for (int i = 0; i < 3; i++) {
      assertThat(ask()).contains("200 OK").doesNotContain("connection: close");
    }
    assertThat(ask()).contains("200 OK").contains("connection: close");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void closesAfterTheFirstRequestBeyondItsAge() {
    clock.advance(Duration.ofSeconds(59));
    assertThat(ask()).contains("200 OK").doesNotContain("connection: close");
    clock.advance(Duration.ofSeconds(7));
    assertThat(ask()).contains("200 OK").contains("connection: close");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void closesAnIdleConnectionAfterAMoment() {
    ask();
    connection.drain();

    clock.advance(Duration.ofMillis(900));
    loop.deadlines().sweep(clock.nanos());
    assertThat(channel.isOpen()).isTrue();

    clock.advance(Duration.ofMillis(200));
    loop.deadlines().sweep(clock.nanos());
    assertThat(channel.isOpen()).isFalse();
  }

  private String ask() {
    channel.writeInbound(
        Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", StandardCharsets.US_ASCII));
    channel.runPendingTasks();
    StringBuilder answer = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      answer.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return answer.toString();
  }

  private static ConnectionInfo info() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    return new ConnectionInfo("web", any, "127.0.0.1", any, null);
  }

  private static final class Hello implements Intake {
    @Override
    public void dispatch(Exchange exchange) {
      ByteBuf hello = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
      exchange.stream().respond(new Response(200, new Headers(), new BufferBody(hello)));
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
