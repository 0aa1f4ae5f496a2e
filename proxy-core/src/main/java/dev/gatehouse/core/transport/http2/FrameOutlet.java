package dev.gatehouse.core.transport.http2;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * The handler between the frames and the wire: passes on what the {@link FrameWriter} has laid out
 * before every flush and before the channel closes, whoever asks for it.
 */
final class FrameOutlet extends ChannelOutboundHandlerAdapter {
  private final FrameWriter writer;
  private boolean closing;

  FrameOutlet(FrameWriter writer) {
    this.writer = writer;
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writer.handOver(ctx);
    ctx.flush();
  }

  /** Closes once what has been laid out is written; at once when asked again. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (closing || !ctx.channel().isActive()) {
      ctx.close(promise);
      return;
    }
    closing = true;
    writer.handOver(ctx);
    ctx.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) done -> ctx.close(promise));
  }
}
