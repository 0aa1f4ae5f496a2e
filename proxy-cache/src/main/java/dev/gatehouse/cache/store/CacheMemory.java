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

  /** What is no larger shares a page with others. */
  static final int LARGEST_SLOT = 4 * 1024;

  /** Slots come in multiples of this. */
  private static final int STEP = 32;

  private static final int SIZES = LARGEST_SLOT / STEP;

  /** What pages that are not full can take at most, as long as they fill up again: 8 MiB. */
  static final int SPARE = SIZES * SlotPage.BYTES;

  private final SlotSize[] sizes = new SlotSize[SIZES];

  public CacheMemory() {
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = new SlotSize((i + 1) * STEP);
    }
  }

  /** A slot with room for {@code bytes}, at most {@link #LARGEST_SLOT}; the caller's. */
  SlotSize.Slot slot(int bytes) {
    return sizes[Math.max(0, bytes - 1) / STEP].take(this);
  }

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
