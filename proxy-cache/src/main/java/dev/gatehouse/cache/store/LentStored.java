package dev.gatehouse.cache.store;

import io.netty.buffer.ByteBuf;

/** A stored response whose content lies in somebody else's memory: to answer with, not to keep. */
final class LentStored extends Stored {
  private final byte[] lines;
  private final ByteBuf content;

  /** Takes over the use of {@code content}. */
  LentStored(Terms terms, byte[] lines, ByteBuf content) {
    super(terms);
    this.lines = lines;
    this.content = content;
  }

  @Override
  byte[] lines() {
    return lines.clone();
  }

  @Override
  int headLength() {
    return lines.length;
  }

  @Override
  public int length() {
    return content.readableBytes();
  }

  @Override
  int bytes() {
    return lines.length;
  }

  @Override
  ByteBuf slice(int first, int bytes) {
    return content.retainedSlice(content.readerIndex() + first, bytes);
  }

  @Override
  Stored with(Terms other, byte[] otherLines, CacheMemory memory) {
    return of(other, otherLines, content.duplicate(), memory);
  }

  @Override
  void free() {
    content.release();
  }
}
