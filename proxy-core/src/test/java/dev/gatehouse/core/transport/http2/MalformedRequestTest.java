package dev.gatehouse.core.transport.http2;

import static dev.gatehouse.core.transport.http2.FakeIntake.answer;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.settings.LimitSettings;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are none, and frames where none belongs. */
final class MalformedRequestTest {
  private static final int END_HEADERS = Http2Flags.END_HEADERS;
  private static final int END_STREAM = Http2Flags.END_STREAM;
  private static final long PROTOCOL_ERROR = 1;
  private static final long STREAM_CLOSED = 5;

  private final ServerRig rig = new ServerRig();
  private final FramePeer client = rig.client;
  private final FakeIntake intake = rig.intake;

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // pseudo-fields
        ":method=GET|:scheme=http|:authority=a.test",
        ":method=GET|:path=/|:authority=a.test",
        ":scheme=http|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/",
        ":method=GET|:scheme=http|:path=|:authority=a.test",
        ":method=GET|:method=GET|:scheme=http|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:status=200",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:other=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|:protocol=websocket",
        ":method=GET|:scheme=http|accept=*/*|:path=/|:authority=a.test",
        ":method=G ET|:scheme=http|:path=/|:authority=a.test",
        ":method=|:scheme=http|:path=/|:authority=a.test",
        ":method=GET|:scheme=ftp|:path=/|:authority=a.test",
        ":method=GET|:scheme=http://x/?|:path=/|:authority=a.test",
        ":method=GET|:scheme=http|:path=a|:authority=a.test",
        ":method=GET|:scheme=http|:path=*|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a b|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a#b|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a\u0000b|:authority=a.test",
        ":method=GET|:scheme=http|:path=/a\r\nx: y|:authority=a.test",
        ":method=GET|:scheme=http|:path=http://b.test/|:authority=a.test",
        ":method=GET|:scheme=http|:path=/|:authority=u@a.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test/x",
        ":method=GET|:scheme=http|:path=/|:authority=",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|host=b.test",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|host=a.test|host=a.test",
        ":method=CONNECT|:scheme=http|:path=/|:authority=a.test:443",
        // fields
        ":method=GET|:scheme=http|:path=/|:authority=a.test|Accept=*/*",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a b=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a\u0000b=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a:b=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|é=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a= 1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1 ",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=\t1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\n2",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\r2",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\u00002",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|a=1\u00072",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|connection=close",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|proxy-connection=close",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|keep-alive=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|upgrade=h2c",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|transfer-encoding=chunked",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|te=gzip",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|te=trailers, gzip",
        // length
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=1",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=+0",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=0, 0",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=0|content-length=0",
        ":method=GET|:scheme=http|:path=/|:authority=a.test|content-length=99999999999999999999"
      })
  void resetsTheStreamOfAMalformedRequest(String fields) {
    client.headers(1, true, split(fields));
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + PROTOCOL_ERROR);
    assertThat(client.received("HEADERS")).isEmpty();
    assertThat(intake.dispatched).isEmpty();
    assertThat(intake.refused).isEmpty();
    assertThat(intake.rejected).hasSize(1); // so that logs and metrics have it
    assertThat(intake.ends).isEqualTo(intake.rejected);
    client.get(3, "/");
    assertThat(intake.dispatched).hasSize(1);
  }

  static String[] split(String fields) {
    return fields.isEmpty()
        ? new String[0]
        : java.util.Arrays.stream(fields.split("\\|", -1))
            .flatMap(field -> {
              int at = field.indexOf('=');
              return java.util.stream.Stream.of(field.substring(0, at), field.substring(at + 1));
            })
            .toArray(String[]::new);
  }

  @Test
  void answersAConnectAndAPathOutsideTheRootItself() {
    client.headers(1, true, ":method", "CONNECT", ":authority", "a.test:443");
    client.get(3, "/../x");
    client.get(5, "/" + "x".repeat(16 * 1024));
    assertThat(intake.refused)
        .containsExactly("method-not-supported", "bad-path", "request-line-too-long");
    assertThat(client.received("HEADERS").stream().map(line -> line.split(" ", -1)[2]))
        .containsExactly(":status=405", ":status=400", ":status=414");
    assertThat(intake.ends).containsExactly("sent", "sent", "sent");
  }

  @Test
  void answers431ToTooManyOrTooLargeFields() {
    client.post(1, "/", many("x-a", 130));
    client.post(3, "/", many("cookie", 257));
    client.post(5, "/", "x-large", "x".repeat(33 * 1024));
    client.data(5, "dropped", true);
    assertThat(intake.refused)
        .containsExactly("too-many-headers", "too-many-headers", "headers-too-large");
    assertThat(client.received("HEADERS"))
        .hasSize(3)
        .allMatch(line -> line.contains(":status=431"));
    client.advance(Duration.ofMillis(2200)); // so that the answer is seen before the reset
    assertThat(client.received("RST_STREAM"))
        .containsExactly("RST_STREAM 1 0", "RST_STREAM 3 0"); // the client has ended the third
    client.post(7, "/", many("cookie", 256));
    assertThat(intake.dispatched).hasSize(1);
  }

  private static String[] many(String name, int count) {
    String[] fields = new String[count * 2];
    for (int i = 0; i < count; i++) {
      fields[2 * i] = name;
      fields[2 * i + 1] = "v";
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource({"4,abc", "2,abc"})
  void resetsAStreamWhoseContentDisagreesWithItsLength(int length, String content) {
    client.post(1, "/", "content-length", Integer.toString(length));
    client.data(1, content, true);
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + PROTOCOL_ERROR);
    assertThat(intake.ends.getFirst()).startsWith("bad-framing");
    assertThat(intake.last().request().body().ended() && intake.ends.contains("sent")).isFalse();
  }

  @Test
  void passesTheLastOfItsLengthOnOnlyOnceTheEndIsThere() {
    client.post(1, "/", "content-length", "6");
    client.data(1, "abc", false);
    Body body = intake.last().request().body();
    assertThat(FakeIntake.read(body)).isEqualTo("abc");
    client.data(1, "def", false);
    assertThat(FakeIntake.read(body)).as("perhaps there is more").isNull();
    assertThat(body.ended()).isFalse();
    client.data(1, "", true);
    assertThat(FakeIntake.read(body)).isEqualTo("def");
    assertThat(body.ended()).isTrue();
  }

  @Test
  void neverPassesOnAllOfARequestThatGoesOnBehindItsLength() {
    client.post(1, "/", "content-length", "3");
    client.data(1, "abc", false);
    client.data(1, "GET", true);
    Body body = intake.last().request().body();
    assertThat(FakeIntake.read(body)).isNull();
    assertThat(body.ended() && intake.ends.contains("sent")).isFalse();
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + PROTOCOL_ERROR);
  }

  @Test
  void letsGoOfTheLastOfItsLengthWhenNobodyWantsIt() {
    client.post(1, "/", "content-length", "3");
    client.data(1, "abc", false);
    intake.last().request().body().discard();
    client.post(3, "/", "content-length", "3");
    intake.last().request().body().discard();
    client.data(3, "abc", false);
    assertThat(client.received("RST_STREAM")).isEmpty();
  }

  @Test
  void resetsAStreamThatGoesOnBehindItsEnd() {
    client.get(1, "/").get(1, "/");
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + STREAM_CLOSED);
  }

  @Test
  void endsAConnectionThatOpensAStreamTwice() {
    client.get(1, "/");
    answer(intake.last(), 200, "ok");
    client.turn().get(1, "/");
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" " + STREAM_CLOSED);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionThatOpensAStreamBelowTheLast() {
    client.get(5, "/").get(3, "/");
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" " + PROTOCOL_ERROR);
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void namesWhatIsWrongWithARequest() {
    client.headers(1, true, ":method", "GET");
    client.headers(3, true, ":scheme", "http", ":path", "/", ":authority", "a.test");
    client.headers(5, true, ":method", "GET", ":scheme", "http", ":path", "/");
    client.get(7, "no slash");
    client.post(9, "/", "content-length", "1, 2");
    client.post(11, "/", "connection", "close");
    assertThat(intake.rejected.stream().map(each -> each.replaceAll(":.*", "")))
        .containsExactly(
            "bad-target",
            "bad-method",
            "bad-host",
            "bad-target",
            "bad-framing",
            "bad-header-field");
  }

  // What h2spec 2.6.0 has that 2.2.0 has not, or has in another way.

  @Test
  void endsAConnectionForALiteralFieldWhoseNameIsNotInTheTables() {
    client.frame(
        Http2FrameTypes.HEADERS, 1, END_HEADERS | END_STREAM, new byte[] {0x7f, 0x07, 0x00});
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" 9");
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionForTheEndOfStringSymbolWithinAString() {
    byte[] field = HexFormat.of().parseHex("0085f2b24a84ff874951fffffffa7f");
    client.frame(Http2FrameTypes.HEADERS, 1, END_HEADERS | END_STREAM, field);
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" 9");
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAConnectionForAPingOfTheWrongLength() {
    client.frame(Http2FrameTypes.PING, 0, 0, new byte[6]);
    assertThat(client.received("GOAWAY")).singleElement().asString().endsWith(" 6");
    assertThat(rig.endings).containsExactly(Ending.PROTOCOL);
  }

  @Test
  void saysThatAPrefaceIsNone() {
    try (ServerRig other = new ServerRig(new LimitSettings(), false)) {
      other.client.raw(Unpooled.copiedBuffer("INVALID CONNECTION PREFACE\r\n\r\n", US_ASCII));
      assertThat(other.client.received("GOAWAY")).singleElement().asString().endsWith(" 1");
      assertThat(other.client.channel.isActive()).isFalse();
    }
  }
}
