package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.body.Pump;
import dev.gatehouse.core.body.Sink;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TunnelTest {
  private static final String TEXT = "8103616263"; // a frame with the text abc
  private static final String GOING_AWAY = "880203e9";
  private static final String MASKED_GOING_AWAY = "88820000000003e9";

  private final ManualLoop loop = new ManualLoop();
  private final FedBody fromClient = new FedBody(Body.UNKNOWN_LENGTH, new Unheard());
  private final FedBody fromBackend = new FedBody(Body.UNKNOWN_LENGTH, new Unheard());
  private final End client = new End();
  private final End backend = new End();
  private @Nullable Exchange exchange;
  private @Nullable Tunnel tunnel;

  @AfterEach
  void leavesNothingBehind() {
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    Objects.requireNonNull(tunnel).stop();
    fromClient.discard();
    fromBackend.discard();
    assertThat(loop.deadlines().size()).isZero();
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange);
  }

  private Tunnel open(String protocol) {
    Exchange plain = TestExchange.get("/").loop(loop).body(fromClient).exchange();
    Request request = plain.request();
    request.upgrade(protocol);
    ConnectionInfo connection = plain.connection();
    Exchange made = new Exchange(request, connection, new Stream(), loop);
    exchange = made;
    Response agreement = new Response(101, new Headers(), fromBackend);
    Tunnel opened = new Tunnel(made, agreement, Duration.ofHours(1).toNanos());
    tunnel = opened;
    opened.open(agreement, new ToClient(), new ToBackend());
    return opened;
  }

  private static ByteBuf hex(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
  }

  @Test
  void passesOnWhatComesEitherWay() {
    open("websocket");
    fromBackend.offer(hex(TEXT));
    fromClient.offer(hex("0102"));
    assertThat(client.got).hasToString(TEXT);
    assertThat(backend.got).hasToString("0102");
    assertThat(exchange().tunnel()).isTrue();
  }

  @Test
  void livesAsLongAsEitherSideSpeaks() {
    open("websocket");
    for (int i = 0; i < 5; i++) {
      loop.advance(Duration.ofMinutes(40));
      fromBackend.offer(hex(TEXT));
    }
    assertThat(exchange().over()).isFalse();
  }

  @Test
  void isEndedByCloseFramesWhenIdle() {
    open("websocket");
    loop.advance(Duration.ofMinutes(59));
    assertThat(client.ended).isFalse();
    loop.advance(Duration.ofMinutes(17));
    assertThat(client.got).hasToString(GOING_AWAY);
    assertThat(backend.got).hasToString(MASKED_GOING_AWAY);
    assertThat(client.ended).isTrue();
    assertThat(backend.ended).isTrue();
    assertThat(exchange().over()).isTrue();
    assertThat(Objects.requireNonNull(exchange().failure()).reason())
        .isEqualTo(FailureReason.TUNNEL_IDLE);
  }

  @Test
  void isEndedBehindTheFrameThatIsUnderWay() {
    Tunnel opened = open("websocket");
    fromBackend.offer(hex("810361"));
    opened.end(FailureReason.DRAINING);
    assertThat(client.got).hasToString("810361");
    assertThat(backend.got).hasToString(MASKED_GOING_AWAY);
    fromBackend.offer(hex("6263" + TEXT));
    assertThat(client.got).hasToString(TEXT + GOING_AWAY);
    loop.run();
    assertThat(exchange().over()).isTrue();
  }

  @Test
  void isEndedInTheMiddleOfAFrameThatDoesNotGoOn() {
    Tunnel opened = open("websocket");
    fromBackend.offer(hex("810361"));
    opened.end(FailureReason.DRAINING);
    loop.advance(Duration.ofSeconds(4));
    assertThat(client.got).hasToString("810361");
    assertThat(exchange().over()).isTrue();
  }

  @Test
  void saysNothingBehindACloseFrame() {
    Tunnel opened = open("websocket");
    fromBackend.offer(hex("880203e8"));
    opened.end(FailureReason.DRAINING);
    assertThat(client.got).hasToString("880203e8");
    assertThat(client.ended).isTrue();
  }

  @Test
  void endsWithoutACloseFrameWhereNobodyKnowsOne() {
    Tunnel opened = open("chat");
    opened.end(FailureReason.DRAINING);
    assertThat(client.got).isEmpty();
    assertThat(client.ended).isTrue();
    assertThat(backend.ended).isTrue();
  }

  @Test
  void passesOnWhatTheClientSaidBeforeItLeft() {
    open("websocket");
    fromClient.offer(hex("8880"));
    fromClient.complete(null);
    assertThat(backend.got).hasToString("8880");
    assertThat(backend.ended).isTrue();
    assertThat(exchange().over()).isFalse();
    fromBackend.offer(hex("8800"));
    fromBackend.complete(null);
    loop.run();
    assertThat(client.got).hasToString("8800");
    assertThat(exchange().over()).isTrue();
    assertThat(exchange().failure()).isNull();
  }

  @Test
  void waitsOnlyAMomentForTheSecondSideOfAWebSocket() {
    open("websocket");
    fromBackend.complete(null);
    loop.advance(Duration.ofSeconds(14));
    assertThat(exchange().over()).isTrue();
  }

  @Test
  void letsAnotherProtocolGoOnOneWay() {
    open("chat");
    fromBackend.complete(null);
    loop.advance(Duration.ofMinutes(30));
    assertThat(exchange().over()).isFalse();
    fromClient.offer(hex("01"));
    assertThat(backend.got).hasToString("01");
  }

  @Test
  void breaksWhereOneSideBreaks() {
    open("websocket");
    fromBackend.offer(hex("8103"));
    fromBackend.fail(Failure.of(FailureReason.BACKEND_RESET));
    assertThat(client.aborted).isTrue();
  }

  @Test
  void takesABreakBehindACloseFrameForTheEnd() {
    open("websocket");
    fromBackend.offer(hex("880203e8"));
    fromBackend.fail(Failure.of(FailureReason.BACKEND_RESET));
    assertThat(client.aborted).isFalse();
    assertThat(client.ended).isTrue();
  }

  /** One end: what arrived there. */
  private static final class End implements Sink {
    private final StringBuilder got = new StringBuilder();
    private boolean ended;
    private boolean aborted;

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable ready) {
      throw new AssertionError("always writable");
    }

    @Override
    public boolean closed() {
      return false;
    }

    @Override
    public void write(ByteBuf piece) {
      got.append(ByteBufUtil.hexDump(piece));
      piece.release();
    }

    @Override
    public void end(@Nullable Headers trailers) {
      ended = true;
    }

    @Override
    public void abort(Failure failure) {
      aborted = true;
    }
  }

  private final class ToClient implements Responder {
    @Override
    public void respond(Response response) {
      new Pump(response.body(), client).run();
    }

    @Override
    public void fail(Failure failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void inform(Response interim) {
      throw new AssertionError(interim.status());
    }
  }

  private final class ToBackend implements UpstreamStream {
    @Override
    public void send(Request request, Body body) {
      throw new AssertionError("sent before");
    }

    @Override
    public void tunnel(Body body) {
      new Pump(body, backend).run();
    }

    @Override
    public void cancel(UpstreamListener listener) {}

    @Override
    public boolean reused() {
      return false;
    }
  }

  private final class Stream implements ServerStream {
    @Override
    public void inform(Response interim) {}

    @Override
    public void respond(Response response) {}

    @Override
    public void abort(Failure failure) {}

    @Override
    public void tunnelOver() {
      exchange().sent();
    }
  }

  private static final class Unheard implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
