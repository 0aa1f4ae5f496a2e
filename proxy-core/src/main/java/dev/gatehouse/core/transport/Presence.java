package dev.gatehouse.core.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;

/**
 * The number of connections that one event loop still has to do with, in either direction: the
 * first handler of each of them, and so the last to leave it.
 *
 * <p>Confined to its event loop.
 */
@ChannelHandler.Sharable
public final class Presence extends ChannelHandlerAdapter {
  private int count;

  Presence() {}

  int count() {
    return count;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    count++;
    ReadGuard.install(ctx.channel());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    count--;
  }
}
