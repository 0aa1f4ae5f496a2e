package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compressor sends, as Netty's decompressor and RFC 7541 understand it. */
final class FieldEncoderTest {
  private static final String[] NAMES = {
    HeaderNames.CACHE_CONTROL,
    HeaderNames.VARY,
    HeaderNames.SERVER,
    HeaderNames.SET_COOKIE,
    HeaderNames.CONTENT_LENGTH,
    "x-one",
    "x-two",
    "x-a-rather-long-name-of-a-field",
    "accept-encoding"
  };
  private static final int[] STATUSES = {200, 204, 206, 304, 404, 418, 500, 503};

  private final FieldEncoder encoder =
      new FieldEncoder(new Loop(new EmbeddedChannel().eventLoop(), 0, new ManualClock()));
  private final FieldView view = new FieldView();
  private final DefaultHttp2HeadersDecoder decoder =
      new DefaultHttp2HeadersDecoder(false, 1024 * 1024);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsSentArrives(long seed) throws Http2Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      if (random.nextInt(20) == 0) {
        resize(random.nextInt(3) == 0 ? random.nextInt(200) : random.nextInt(10_000));
      }
      int status = STATUSES[random.nextInt(STATUSES.length)];
      Headers sent = fields(random);
      assertThat(decoded(encoded(status, sent))).isEqualTo(lines(status, sent));
    }
  }

  private void resize(int size) throws Http2Exception {
    encoder.maxHeaderTableSize(size);
    decoder.configuration().maxHeaderTableSize(size);
  }

  private static Headers fields(Random random) {
    Headers fields = new Headers();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      String name = NAMES[random.nextInt(NAMES.length)];
      int kind = random.nextInt(10);
      String value =
          kind == 0
              ? "y".repeat(random.nextInt(6_000))
              : kind < 3 ? "\u00e4" + random.nextInt() : "v" + random.nextInt(8);
      fields.add(name, name.equals("accept-encoding") ? "gzip, deflate" : value);
    }
    return fields;
  }

  @Test
  void aFieldThatWasSentBeforeIsOneOctet() {
    Headers fields =
        new Headers().add(HeaderNames.SERVER, "some server").add("x-other", "some value");
    encoded(200, fields);
    assertThat(ByteBufUtil.hexDump(encoded(200, fields))).isEqualTo("88bfbe");
  }

  @Test
  void theTableForgetsTheOldestFieldsFirst() throws Http2Exception {
    encoder.maxHeaderTableSize(100); // room for two fields of 3 + 10 + 32 octets
    for (String name : List.of("x-a", "x-b", "x-c")) {
      encoded(200, new Headers().add(name, "0123456789"));
    }
    assertThat(ByteBufUtil.hexDump(encoded(200, new Headers().add("x-b", "0123456789"))))
        .isEqualTo("88bf");
    assertThat(ByteBufUtil.hexDump(encoded(200, new Headers().add("x-c", "0123456789"))))
        .isEqualTo("88be");
    assertThat(encoded(200, new Headers().add("x-a", "0123456789"))).hasSize(1 + 1 + 4 + 11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization", "cookie", "set-cookie", "proxy-authorization", "age"})
  void literalsAreNeverIndexed(String name) {
    Headers fields = new Headers().add(name, "secret");
    byte[] once = encoded(200, fields);
    assertThat(once[1] & 0xf0).isEqualTo(0x10);
    assertThat(encoded(200, fields)).isEqualTo(once);
  }

  @Test
  void theTableDoesNotGrowAsFarAsThePeerLikes() throws Http2Exception {
    encoder.maxHeaderTableSize(0xffff_ffffL);
    encoded(200, new Headers()); // says the size
    int first = encoded(200, new Headers().add("x-0", "~".repeat(1024))).length;
    for (int i = 1; i <= 10; i++) {
      encoded(200, new Headers().add("x-" + i, "~".repeat(1024)));
    }
    assertThat(encoded(200, new Headers().add("x-0", "~".repeat(1024)))).hasSize(first);
  }

  @Test
  void whatIsLargerThanTheTableLeavesItAsItIs() throws Http2Exception {
    Headers small = new Headers().add("x-small", "s");
    Headers large = new Headers().add("x-large", "l".repeat(5_000));
    encoded(200, small);
    assertThat(decoded(encoded(200, large))).isEqualTo(lines(200, large));
    assertThat(encoded(200, small)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"100, 100, 203f45", "0, 4096, 203fe11f", "70, 50, 203f13", "4096, 0, 20"})
  void bothTablesBeginAnewWithTheLastSize(int one, int other, String said) throws Http2Exception {
    encoder.maxHeaderTableSize(one);
    encoder.maxHeaderTableSize(other);
    assertThat(ByteBufUtil.hexDump(encoded(200, new Headers()))).isEqualTo(said + "88");
    assertThat(ByteBufUtil.hexDump(encoded(200, new Headers()))).isEqualTo("88");
  }

  @Test
  void aTableSizeThatNoSettingCanHaveIsRefused() {
    assertThatThrownBy(() -> encoder.maxHeaderTableSize(1L << 32))
        .isInstanceOf(Http2Exception.class);
  }

  private byte[] encoded(int status, Headers fields) {
    ByteBuf out = Unpooled.buffer();
    encoder.encodeHeaders(1, view.response(status, fields), out);
    byte[] bytes = ByteBufUtil.getBytes(out);
    out.release();
    return bytes;
  }

  private List<String> decoded(byte[] bytes) throws Http2Exception {
    List<String> lines = new ArrayList<>();
    decoder
        .decodeHeaders(1, Unpooled.wrappedBuffer(bytes))
        .forEach(line -> lines.add(line.getKey() + ": " + line.getValue()));
    return lines;
  }

  private static List<String> lines(int status, Headers fields) {
    List<String> lines = new ArrayList<>(List.of(":status: " + status));
    for (int i = 0; i < fields.size(); i++) {
      lines.add(fields.name(i) + ": " + fields.value(i));
    }
    return lines;
  }
}
