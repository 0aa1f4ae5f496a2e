package dev.gatehouse.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * The close of a connection under io_uring, put off until the read that is under way is over.
 *
 * <p>Netty 4.2.18 asks the kernel for the next readable moment at the end of each read, also if the
 * channel was closed within it and only waits for a write to complete. That question is never taken
 * back, and holds the socket: for the peer the connection stays open until it sends something.
 * Shared by all connections.
 */
@ChannelHandler.Sharable
public final class LateClose extends ChannelOutboundHandlerAdapter {
  private static final LateClose SHARED = new LateClose();

  private LateClose() {}

  /** Has {@code channel} close late if it needs to; from its event loop. */
  public static void guard(Channel channel) {
    if (channel instanceof IoUringSocketChannel) {
      channel.pipeline().addFirst(SHARED);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.executor().execute(() -> context.close(promise));
  }
}
