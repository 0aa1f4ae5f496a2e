package dev.gatehouse.core.transport.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The ways to end a connection so that the peer understands it. */
final class Closing {
  private Closing() {}

  /**
   * Says that nothing more will be sent, and keeps reading: the peer can take in what was sent,
   * then closes itself. The caller bounds the time it has for that.
   */
  static void linger(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
      context.flush();
    } else if (context.channel() instanceof DuplexChannel channel) {
      // Not before what was written is out: shutting down discards what still waits.
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> {
            if (written.isSuccess()) {
              channel.shutdownOutput();
            }
          });
    } else {
      context.close();
    }
  }

  /**
   * Cuts the connection so that the peer cannot take what it has got for complete: a TCP reset, and
   * no close_notify.
   */
  static void reset(ChannelHandlerContext context) {
    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    context.channel().unsafe().close(context.channel().voidPromise());
  }
}
