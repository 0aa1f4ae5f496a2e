package dev.gatehouse.core.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What the allocator of all buffers knows about them. */
public final class BufferMemory {
  /** The measure is not available. */
  public static final long UNKNOWN = -1;

  private static final long CEILING = PlatformDependent.maxDirectMemory();
  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  private BufferMemory() {}

  /**
   * True if the next buffer may be one too many. To be asked before each read: who asks the JVM for
   * memory that it does not have is made to wait for half a second, and an event loop with him.
   */
  static boolean isNearlyGone() {
    return DIRECT.getMemoryUsed() > CEILING / 4 * 3
        && inUse(ByteBufAllocator.DEFAULT) > CEILING / 2;
  }

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
    return CEILING;
  }
}
