package dev.gatehouse.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadGuardTest {
  private final List<Throwable> caught = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
              caught.add(cause);
            }
          });

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void theConnectionHearsOfALackOfMemoryAndNobodyElse() {
    OutOfMemoryError none = new OutOfMemoryError("direct");
    AbstractByteBufAllocator exhausted =
        new AbstractByteBufAllocator(true) {
          @Override
          protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw none;
          }

          @Override
          protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw none;
          }

          @Override
          public boolean isDirectBufferPooled() {
            return false;
          }
        };
    ByteBuf buffer = new ReadGuard(channel).newHandle().allocate(exhausted);
    assertThat(buffer.capacity()).isZero();
    channel.runPendingTasks();
    assertThat(caught).containsExactly(none);
  }

  @Test
  void elseThereIsABufferAsBefore() {
    ByteBuf buffer = new ReadGuard(channel).newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
    assertThat(buffer.writableBytes()).isGreaterThan(1000);
    buffer.release();
    channel.runPendingTasks();
    assertThat(caught).isEmpty();
  }
}
