package dev.gatehouse.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * The memory that stored responses lie in: a pool of its own outside the heap, so that what the
 * cache holds is known to the byte and connections do not compete with it for free pages. Without
 * caches per thread: buffers are made by one event loop and given back by another. Thread-safe.
 */
public final class CacheMemory {
  private static final int PAGE = 8 * 1024;

  /** Chunks of 4 MiB: what is larger is allocated by itself. */
  private static final int ORDER = 9;

  private final PooledByteBufAllocator allocator =
      new PooledByteBufAllocator(true, 0, 1, PAGE, ORDER, 0, 0, false);

  /** A buffer with room for exactly {@code bytes}; the caller's. */
  public ByteBuf take(int bytes) {
    return allocator.directBuffer(bytes, bytes);
  }

  /** The bytes that are taken from the system, used or not. */
  public long reserved() {
    return allocator.metric().usedDirectMemory();
  }

  /** The bytes that buffers in use take, rounded up as the pool does. */
  public long used() {
    return allocator.pinnedDirectMemory();
  }
}
