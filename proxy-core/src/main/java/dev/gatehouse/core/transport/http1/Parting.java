package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import io.netty.channel.ChannelHandlerContext;

/**
 * The last moments of a tunnel's connection to a backend: what was written goes out, the backend is
 * told that it was all, and has a little time to close.
 */
final class Parting extends Timed {
  private static final long PATIENCE_MILLIS = 5_000;

  private final Loop loop;
  private final ChannelHandlerContext context;

  private Parting(Loop loop, ChannelHandlerContext context) {
    this.loop = loop;
    this.context = context;
  }

  /**
   * Begins it.
   *
   * @param alone whether the backend has nothing more to say either
   */
  static void begin(Loop loop, ChannelHandlerContext context, boolean alone) {
    Parting parting = new Parting(loop, context);
    loop.deadlines().add(parting);
    parting.deadline(loop.in(PATIENCE_MILLIS));
    context.channel().closeFuture().addListener(closed -> loop.deadlines().remove(parting));
    Closing.linger(
        context,
        () -> {
          if (alone) {
            context.close();
          }
        });
  }

  @Override
  protected void expired(long now) {
    loop.deadlines().remove(this);
    Closing.reset(context);
  }
}
