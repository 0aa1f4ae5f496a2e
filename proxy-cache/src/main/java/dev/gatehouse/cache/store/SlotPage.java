package dev.gatehouse.cache.store;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A page of memory cut into slots of one size, some of them taken. Taken and given back under the
 * lock of its {@link SlotSize}; read by whoever has taken a slot.
 */
final class SlotPage {
  static final int BYTES = 64 * 1024;

  final SlotSize size;
  private final ByteBuf memory;
  private final long[] free;
  private int taken;

  /** The pages with room, as a list. */
  @Nullable SlotPage next;

  @Nullable SlotPage previous;

  /** Takes over {@code memory}, of {@link #BYTES}. */
  SlotPage(SlotSize size, ByteBuf memory) {
    this.size = size;
    this.memory = memory;
    int slots = slots();
    free = new long[(slots + 63) / 64];
    for (int slot = 0; slot < slots; slot++) {
      free[slot >> 6] |= 1L << slot;
    }
  }

  private int slots() {
    return BYTES / size.bytes();
  }

  boolean full() {
    return taken == slots();
  }

  boolean empty() {
    return taken == 0;
  }

  /** Takes a slot; there is one. Returns where its bytes begin. */
  int take() {
    int word = 0;
    while (free[word] == 0) {
      word++;
    }
    int slot = (word << 6) + Long.numberOfTrailingZeros(free[word]);
    free[word] &= free[word] - 1;
    taken++;
    return slot * size.bytes();
  }

  /** Gives the slot back whose bytes begin at {@code at}. */
  void giveBack(int at) {
    int slot = at / size.bytes();
    free[slot >> 6] |= 1L << slot;
    taken--;
  }

  ByteBuf memory() {
    return memory;
  }
}
