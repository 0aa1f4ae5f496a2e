package dev.gatehouse.cache.store;

import io.netty.buffer.ByteBuf;

/**
 * A stored response with memory of its own, which is handed out in slices and never copied. Its
 * content may be shared with one that it has taken the place of.
 */
final class LargeStored extends Stored {
  /** What a buffer object takes, and what its size is rounded up by. */
  private static final int OWN_COST = 200;

  private final ByteBuf lines;
  private final int linesEnd;
  private final ByteBuf content;
  private final int from;

  /**
   * @param lines a buffer that begins with the header section; its use is taken over
   * @param content one that ends with the content, may be the same; its use is taken over
   */
  LargeStored(Terms terms, ByteBuf lines, int linesEnd, ByteBuf content, int from) {
    super(terms);
    this.lines = lines;
    this.linesEnd = linesEnd;
    this.content = content;
    this.from = from;
  }

  @Override
  byte[] lines() {
    byte[] copy = new byte[linesEnd];
    lines.getBytes(0, copy);
    return copy;
  }

  @Override
  int headLength() {
    return linesEnd;
  }

  @Override
  public int length() {
    return content.writerIndex() - from;
  }

  @Override
  int bytes() {
    return OWN_COST + linesEnd + length();
  }

  @Override
  ByteBuf slice(int first, int bytes) {
    return content.retainedSlice(from + first, bytes);
  }

  @Override
  Stored with(Terms other, byte[] otherLines, CacheMemory memory) {
    ByteBuf head = memory.take(otherLines.length).writeBytes(otherLines);
    return new LargeStored(other, head, otherLines.length, content.retain(), from);
  }

  @Override
  void free() {
    lines.release();
    if (content != lines) {
      content.release();
    }
  }
}
