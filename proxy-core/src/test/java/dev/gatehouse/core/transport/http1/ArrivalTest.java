package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.Trail;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an exchange knows of how its request came and of how its answer was taken. */
final class ArrivalTest {
  private static final Duration STEP = Duration.ofSeconds(2);

  private final ManualClock clock = new ManualClock();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Loop loop = new Loop(channel.eventLoop(), 0, clock);
  private final List<Exchange> exchanges = new ArrayList<>();

  ArrivalTest() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    channel
        .pipeline()
        .addLast(
            new Http1ServerConnection(
                loop,
                new Kept(),
                new ConnectionInfo("web", any, "127.0.0.1", any, null),
                new ClientLimits(
                    256, 1024, 16, 10_000, 30_000, 0, 60_000, 75_000, 10_000, 3_600_000),
                ConnectionObserver.NONE));
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    channel.runPendingTasks();
  }

  private void answer(Exchange exchange) {
    exchange.stream().respond(new Response(204, new Headers(), Body.empty()));
    channel.runPendingTasks();
  }

  private Trail trail() {
    return Objects.requireNonNull(exchanges.getLast().trail());
  }

  @Test
  void aHeadThatComesAtOnceIsNothingToTell() {
    send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(exchanges.getLast().trail()).isNull();
    answer(exchanges.getLast());
  }

  @Test
  void onlyTheFirstRequestOpensTheConnection() {
    send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(exchanges.getLast());
    send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(exchanges.getLast());
    assertThat(exchanges).extracting(Exchange::isFirst).containsExactly(true, false);
  }

  @Test
  void aHeadThatComesInPartsIsTimedFromItsFirstByte() {
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofSeconds(1));
      long begun = clock.nanos();
      send("GET / HT");
      clock.advance(STEP);
      send("TP/1.1\r\nHo");
      clock.advance(STEP);
      send("st: x\r\n\r\n");
      assertThat(trail().headBegunAt()).isEqualTo(begun);
      assertThat(exchanges.getLast().moment(Mark.HEAD)).isEqualTo(begun + 2 * STEP.toNanos());
      answer(exchanges.getLast());
    }
  }

  @Test
  void aHeadThatIsRefusedIsTimedLikewise() {
    long begun = clock.nanos();
    send("GET / HT");
    clock.advance(STEP);
    send("TP/1.1\r\n\r\n");
    assertThat(trail().headBegunAt()).isEqualTo(begun);
    answer(exchanges.getLast());
  }

  @Test
  void theTimeInWhichAClientDoesNotReadIsNoted() {
    send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    FedBody body = new FedBody(20_000, new NoFeed());
    exchanges.getLast().stream().respond(new Response(200, new Headers(), body));
    full(true);
    body.offer(Unpooled.wrappedBuffer(new byte[10_000]));
    channel.runPendingTasks();
    clock.advance(STEP);
    body.offer(Unpooled.wrappedBuffer(new byte[10_000]));
    full(false);
    clock.advance(STEP);
    body.complete(null);
    channel.runPendingTasks();
    assertThat(exchanges.getLast().over()).isTrue();
    assertThat(trail().stalled()).isEqualTo(STEP.toNanos());
  }

  private void full(boolean full) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    out.setUserDefinedWritability(1, !full);
    channel.runPendingTasks();
  }

  private static final class NoFeed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }

  private final class Kept implements Intake {
    @Override
    public void dispatch(Exchange exchange) {
      exchanges.add(exchange);
      exchange.request().body().discard();
    }

    @Override
    public void refuse(Exchange exchange, Failure failure) {
      exchanges.add(exchange);
    }

    @Override
    public void reject(Exchange exchange, Failure failure) {
      throw new AssertionError(failure);
    }
  }
}
