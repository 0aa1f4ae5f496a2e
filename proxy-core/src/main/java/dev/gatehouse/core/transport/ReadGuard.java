package dev.gatehouse.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * The provider of one connection's buffers to read into: where there is no memory for one, this
 * connection fails. With io_uring, an error in the first read of a turn would end the event loop
 * and with it all its connections.
 *
 * <p>Confined to the connection's event loop.
 */
final class ReadGuard extends AdaptiveRecvByteBufAllocator {
  private final Channel channel;

  ReadGuard(Channel channel) {
    this.channel = channel;
  }

  /** Takes the place of the provider that {@code channel} has, if it needs it. */
  static void install(Channel channel) {
    if (channel instanceof SocketChannel
        && channel.config().getRecvByteBufAllocator()
            instanceof MaxMessagesRecvByteBufAllocator present) {
      ReadGuard guard = new ReadGuard(channel);
      guard.maxMessagesPerRead(present.maxMessagesPerRead());
      channel.config().setRecvByteBufAllocator(guard);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // of the overridden method: its callers know no other
  public Handle newHandle() {
    return new Guarded((ExtendedHandle) super.newHandle());
  }

  private final class Guarded extends RecvByteBufAllocator.DelegatingHandle
      implements RecvByteBufAllocator.ExtendedHandle {
    private final ExtendedHandle present;

    Guarded(ExtendedHandle present) {
      super(present);
      this.present = present;
    }

    /**
     * Without memory nothing can be read; the connection hears that before it hears of the read of
     * no bytes, which looks like the end.
     */
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      if (BufferMemory.isNearlyGone()) {
        return without(new OutOfMemoryError("buffers have taken most of the direct memory"));
      }
      try {
        return present.allocate(allocator);
      } catch (OutOfMemoryError e) {
        return without(e);
      }
    }

    private ByteBuf without(OutOfMemoryError why) {
      channel.eventLoop().execute(() -> channel.pipeline().fireExceptionCaught(why));
      return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return present.continueReading(maybeMore);
    }
  }
}
