package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader of a cleartext connection's first bytes: HTTP/2 by prior knowledge begins with a
 * preface that no HTTP/1 request has (RFC 9113 §3.4). Hands all it has read on to the protocol it
 * found, and leaves the pipeline.
 */
final class PrefaceDetector extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(PrefaceDetector.class);

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Welcome welcome;
  private final Loop loop;
  private final Timed patience;
  private @Nullable ChannelHandlerContext context;

  /**
   * @param deadline the moment after which the client is no longer waited for
   */
  PrefaceDetector(Loop loop, long deadline, Welcome welcome) {
    this.loop = loop;
    this.welcome = welcome;
    this.patience = new Patience();
    patience.deadline(deadline);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    loop.deadlines().add(patience);
    ctx.fireChannelActive();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int length = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        found(ctx, false);
        return;
      }
    }
    if (length == PREFACE.length) {
      found(ctx, true);
    }
  }

  /** A client that leaves before it has said anything is nobody's business. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      welcome.withoutMemory();
    } else if (!(cause instanceof IOException)) {
      LOG.error("connection {}: closed after an unexpected failure", ctx.channel(), cause);
    }
    ctx.close();
  }

  private void found(ChannelHandlerContext ctx, boolean http2) {
    welcome.detected(http2);
    ctx.pipeline().remove(this);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    loop.deadlines().remove(patience);
  }

  private final class Patience extends Timed {
    @Override
    protected void expired(long now) {
      ChannelHandlerContext silent = context;
      if (silent != null) {
        welcome.silent();
        silent.close();
      }
    }
  }
}
