package dev.gatehouse.core.transport.http2;

import static dev.gatehouse.core.transport.http2.FakeIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.FrameLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are legal one by one, and too many. */
final class FloodTest {
  private static final long CANCEL = 8;
  private static final long ENHANCE_YOUR_CALM = 11;

  /** GET http / at a.test, compressed. */
  private static final String GET_HEAD = "\u0082\u0086\u0084\u0001\u0006a.test";

  private final ServerRig rig = new ServerRig();
  private final FramePeer client = rig.client;
  private final FakeIntake intake = rig.intake;
  private final Http2ServerConnection server = rig.server;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void refusesMoreStreamsThanItAllows() {
    for (int i = 0; i < 101; i++) {
      client.get(1 + 2 * i, "/");
    }
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 201 7");
    assertThat(intake.dispatched).hasSize(100);
    intake.dispatched.forEach(exchange -> answer(exchange, 200, "ok"));
    client.turn();
    assertThat(client.received("DATA")).hasSize(100);
    client.get(203, "/");
    assertThat(intake.dispatched).hasSize(101);
  }

  @Test
  void endsAConnectionThatResetsTooMuch() {
    for (int i = 0; i < 201; i++) {
      client.get(1 + 2 * i, "/").reset(1 + 2 * i, CANCEL);
    }
    assertThat(client.received("GOAWAY"))
        .singleElement()
        .asString()
        .endsWith("" + ENHANCE_YOUR_CALM);
    assertThat(client.channel.isActive()).isFalse();
    assertThat(rig.endings).containsExactly(Ending.RESETS);
  }

  @Test
  void endsAConnectionThatCausesTooManyResets() {
    for (int i = 0; i < 201 && client.channel.isActive(); i++) {
      client.headers(1 + 2 * i, true, ":method", "GET");
    }
    assertThat(client.received("GOAWAY"))
        .singleElement()
        .asString()
        .endsWith("" + ENHANCE_YOUR_CALM);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionThatAsksAndDoesNotRead() {
    client.stopReading();
    int asked = 0;
    for (;
        client.channel.isActive() && intake.dispatched.size() == asked && asked < 1000;
        asked++) {
      client.get(1 + 2 * asked, "/");
      if (intake.dispatched.size() > asked) {
        Headers large = new Headers().add("x-large", "~".repeat(15_990) + (1_000_000 + asked));
        intake.last().stream().respond(new Response(304, large, Body.empty()));
        client.turn();
      }
    }
    assertThat(asked).isBetween(40, 200);
    assertThat(rig.endings).containsExactly(Ending.UNREAD);
    client.advance(Duration.ofMillis(1100));
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void toleratesPrioritiesAndUnknownFrames() {
    client.frame(FramePeer.PRIORITY, 1, 0, new byte[] {0, 0, 0, 0, 16});
    client.frame((byte) 0x10, 0, 0, new byte[] {0, 0, 0, 1, 'u', '=', '1'});
    client.frame((byte) 0x42, 0, 0, new byte[20]);
    client.get(1, "/");
    assertThat(intake.dispatched).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 5, PRIORITY_FLOOD",
    "16, 0, 5, PRIORITY_FLOOD",
    "4, 0, 0, SETTINGS_FLOOD",
    "6, 0, 8, PING_FLOOD",
    "0, 1, 0, EMPTY_FRAME_FLOOD",
    "66, 0, 20, EMPTY_FRAME_FLOOD",
    "66, 9, 20, EMPTY_FRAME_FLOOD",
    "0, 1, 1, SMALL_DATA_FLOOD"
  })
  void endsAConnectionThatFloods(int type, int stream, int length, Ending ending) {
    try (ServerRig tight =
        new ServerRig(TestLimits.of(new FrameLimits(16, 90, 80, 70, 60, 50, 300)))) {
      FramePeer flooding = tight.client.post(1, "/");
      tight.intake.last().request().body().discard();
      ByteBuf frames = Unpooled.buffer();
      for (int i = 0; i < 1000; i++) {
        frames.writeMedium(length).writeByte(type).writeByte(0).writeInt(stream).writeZero(length);
      }
      flooding.raw(frames);
      assertThat(flooding.channel.isActive()).isFalse();
      assertThat(flooding.received("GOAWAY")).containsExactly("GOAWAY 1 " + ENHANCE_YOUR_CALM);
      assertThat(tight.endings).containsExactly(ending);
      assertThat(tight.intake.ends).singleElement().asString().endsWith(ending.code());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void endsAConnectionThatOpensWindowsBitByBit(int stream) {
    client.settings(new Http2Settings().initialWindowSize(0)).get(1, "/");
    answer(intake.last(), 200, "x".repeat(100_000));
    int updates = 0;
    while (client.channel.isActive() && updates < 5000) {
      client.windowUpdate(1, 1);
      client.windowUpdate(stream, 1);
      updates += 2;
    }
    assertThat(updates).isBetween(1000, 1010);
    assertThat(rig.endings).containsExactly(Ending.WINDOW_UPDATE_FLOOD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1500})
  void endsAConnectionThatNeverEndsAFieldBlock(int length) {
    client.frame(Http2FrameTypes.HEADERS, 1, 0, new byte[0]);
    for (int i = 0; i < 30 && client.channel.isActive(); i++) {
      client.frame(Http2FrameTypes.CONTINUATION, 1, 0, new byte[length]);
    }
    assertThat(client.channel.isActive()).isFalse();
    assertThat(rig.endings).containsExactly(Ending.CONTINUATION_FLOOD);
  }

  @Test
  void endsAConnectionThatSendsOnStreamsItWasToldToStop() {
    client.post(1, "/");
    answer(intake.last(), 413, "");
    client.turn();
    client.advance(Duration.ofMillis(2200));
    int sent = 0;
    for (; sent < 5000 && client.channel.isActive(); sent++) {
      client.data(1, "late", false);
    }
    assertThat(sent).isBetween(1000, 1100);
    assertThat(rig.endings).containsExactly(Ending.EMPTY_FRAME_FLOOD);
  }

  @Test
  void endsAConnectionThatAsksOnStreamsItWasToldToStop() {
    client.headers(1, true, ":method", "GET");
    int sent = 0;
    for (; sent < 5000 && client.channel.isActive(); sent++) {
      client.get(1, "/");
    }
    assertThat(sent).isBetween(1000, 1100);
    assertThat(rig.endings).containsExactly(Ending.EMPTY_FRAME_FLOOD);
  }

  @Test
  void endsAConnectionThatOpensStreamsBehindItsEnd() {
    client.get(1, "/"); // keeps it open
    server.drain();
    client.turn();
    client.ping(true, Long.parseLong(client.received("PING").getFirst().substring(5)));
    int sent = 0;
    for (; sent < 5000 && client.channel.isActive(); sent++) {
      client.get(3 + 2 * sent, "/");
    }
    assertThat(sent).isBetween(2000, 2010);
    assertThat(rig.endings).containsExactly(Ending.CAUSED_RESETS);
    assertThat(intake.dispatched).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", GET_HEAD})
  void countsWhatASectionHoldsNotWhatItTakesOnTheWire(String pseudoFields) {
    String large = "v".repeat(4000);
    int stream = 1;
    for (; stream < 1000 && client.channel.isActive(); stream += 2) {
      ByteBuf block = Unpooled.buffer();
      block.writeCharSequence(pseudoFields, StandardCharsets.ISO_8859_1);
      if (stream == 1) {
        block.writeByte(0x40).writeByte(1).writeByte('x'); // into the table
        block.writeByte(0x7f).writeByte(0x80 | ((4000 - 127) & 127)).writeByte((4000 - 127) >> 7);
        block.writeCharSequence(large, StandardCharsets.US_ASCII);
      }
      for (int i = 0; i < 10_000; i++) {
        block.writeByte(0x80 | 62); // out of it again
      }
      byte[] bytes = ByteBufUtil.getBytes(block);
      client.frame(
          Http2FrameTypes.HEADERS, stream, Http2Flags.END_HEADERS | Http2Flags.END_STREAM, bytes);
      block.release();
    }
    assertThat(intake.dispatched).isEmpty();
    assertThat(stream / 2).isLessThanOrEqualTo(201);
    assertThat(rig.endings).containsExactly(Ending.CAUSED_RESETS);
  }

  @Test
  void keepsThePlacesOfCancelledRequestsThatABackendHas() {
    int stream = 1;
    for (int i = 0; i < 190; i++, stream += 2) {
      client.get(stream, "/");
      intake.last().attempt("app", "backend");
      client.reset(stream, CANCEL);
    }
    for (int i = 0; i < 12; i++, stream += 2) {
      client.get(stream, "/");
    }
    assertThat(intake.dispatched).hasSize(200);
    assertThat(client.received("RST_STREAM")).hasSize(2).allMatch(line -> line.endsWith(" 7"));
    client.advance(Duration.ofMillis(1100)).get(stream, "/");
    assertThat(intake.dispatched).hasSize(201);
    assertThat(client.channel.isActive()).isTrue();
  }

  @Test
  void holdsLittleForContentThatComesByteByByte() {
    client.post(1, "/");
    FedBody body = (FedBody) intake.last().request().body();
    for (int i = 0; i < 4_000; i++) {
      client.data(1, "x", false);
    }
    assertThat(body.buffered()).isEqualTo(4_000);
    assertThat(body.held()).isLessThan(5_000);
    assertThat(FakeIntake.read(body)).hasSize(4_000);
  }

  @Test
  void holdsLittleForAnAnswerThatComesByteByByte() {
    client.settings(new Http2Settings().initialWindowSize(0)).get(1, "/");
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new ServerRig.NoFeed());
    intake.last().stream().respond(new Response(200, new Headers(), body));
    for (int i = 0; i < 10_000; i++) {
      body.offer(Unpooled.wrappedBuffer(new byte[1]));
    }
    assertThat(body.buffered()).isGreaterThan(9000); // the rest has room in the stream's queue
    client.reset(1, CANCEL);
  }
}
