package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import org.junit.jupiter.api.Test;

final class BoundedTableTest {
  private final DefaultHttp2HeadersEncoder compressor = new DefaultHttp2HeadersEncoder();
  private final FrameWriter writer = new FrameWriter(compressor, () -> {});

  @Test
  void doesNotGrowAsFarAsThePeerLikes() throws Http2Exception {
    writer.headersConfiguration().maxHeaderTableSize(0xffff_ffffL);
    assertThat(compressor.maxHeaderTableSize()).isEqualTo(4096);
    assertThat(repeats()).isFalse();
  }

  @Test
  void shrinksAsFarAsThePeerNeeds() throws Http2Exception {
    writer.headersConfiguration().maxHeaderTableSize(100);
    assertThat(writer.headersConfiguration().maxHeaderTableSize()).isEqualTo(100);
    writer.headersConfiguration().maxHeaderTableSize(1 << 20);
    assertThat(compressor.maxHeaderTableSize()).isEqualTo(4096);
  }

  /** Whether a field is still in the table behind ten others of a kibibyte. */
  private boolean repeats() throws Http2Exception {
    int first = encode("x-0");
    for (int i = 1; i <= 10; i++) {
      encode("x-" + i);
    }
    return encode("x-0") < first;
  }

  private int encode(String name) throws Http2Exception {
    ByteBuf out = Unpooled.buffer();
    compressor.encodeHeaders(1, new DefaultHttp2Headers().add(name, "~".repeat(1024)), out);
    int size = out.readableBytes();
    out.release();
    return size;
  }
}
