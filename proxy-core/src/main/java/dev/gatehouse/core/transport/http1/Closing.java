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
   * Sends what was written, then says that nothing more will come, and keeps reading: the peer can
   * take in what was sent, then closes itself. The caller bounds the time it has for either.
   *
   * @param said run once the peer was told, or is gone
   */
  static void linger(ChannelHandlerContext context, Runnable said) {
    // shutting down the output drops what still waits in it: the last of it has to go first
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(sent -> {
          if (sent.isSuccess()) {
            sayEnd(context);
          }
          said.run();
        });
  }

  private static void sayEnd(ChannelHandlerContext context) {
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
    if (!context.channel().isOpen()) {
      return;
    }
    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    context.channel().unsafe().close(context.channel().voidPromise());
  }
}
