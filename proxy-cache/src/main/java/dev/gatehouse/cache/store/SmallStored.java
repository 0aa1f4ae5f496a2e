package dev.gatehouse.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A stored response of a few kilobytes: one slot of a page. A buffer object of its own would cost
 * it a tenth of its size; so what is read of it is copied, which for so little costs less than
 * handing over another buffer.
 */
final class SmallStored extends Stored {
  private final SlotPage page;
  private final int at;
  private final int lines;
  private final int length;

  /** Takes over the slot, which has been filled. */
  SmallStored(Terms terms, SlotSize.Slot slot, int lines, int length) {
    super(terms);
    this.page = slot.page();
    this.at = slot.at();
    this.lines = lines;
    this.length = length;
  }

  @Override
  byte[] lines() {
    byte[] copy = new byte[lines];
    page.memory().getBytes(at, copy);
    return copy;
  }

  @Override
  int headLength() {
    return lines;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  int bytes() {
    return page.size.bytes();
  }

  @Override
  ByteBuf slice(int first, int bytes) {
    ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    return copy.writeBytes(page.memory(), at + lines + first, bytes);
  }

  @Override
  Stored with(Terms other, byte[] otherLines, CacheMemory memory) {
    return of(other, otherLines, page.memory().slice(at + lines, length), memory);
  }

  @Override
  void free() {
    page.size.giveBack(page, at);
  }
}
