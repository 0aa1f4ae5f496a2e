package dev.gatehouse.core.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/** What the allocator of all buffers knows about them. */
public final class BufferMemory {
  /** The measure is not available. */
  public static final long UNKNOWN = -1;

  private BufferMemory() {}

  /**
   * The bytes in buffers that are in use, whoever uses them; {@link #UNKNOWN} if {@code allocator}
   * does not keep count. Takes some microseconds.
   */
  public static long inUse(ByteBufAllocator allocator) {
    return allocator instanceof PooledByteBufAllocator pooled
        ? pooled.pinnedDirectMemory() + pooled.pinnedHeapMemory()
        : UNKNOWN;
  }

  /** The most bytes that buffers outside the heap can get from the system. */
  public static long ceiling() {
    return PlatformDependent.maxDirectMemory();
  }
}
