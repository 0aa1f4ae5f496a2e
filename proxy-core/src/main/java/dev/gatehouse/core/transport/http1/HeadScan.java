package dev.gatehouse.core.transport.http1;

import io.netty.buffer.ByteBuf;

/**
 * The decision whether the bytes of a head that arrives in pieces are worth another look: a client
 * that sends one byte at a time does not make the proxy parse all of them each time.
 *
 * <p>Confined to its event loop.
 */
final class HeadScan {
  private final int maxLine;
  private final int maxHead;
  private int scanned;

  /**
   * @param maxLine the longest first line in bytes
   * @param maxHead the largest head in bytes
   */
  HeadScan(int maxLine, int maxHead) {
    this.maxLine = maxLine;
    this.maxHead = maxHead;
  }

  /** What comes next is another head. */
  void restart() {
    scanned = 0;
  }

  /**
   * Takes note of what is there of a head.
   *
   * @return how many bytes to parse; 0 if they cannot say more than when they were parsed last
   */
  int worthParsing(ByteBuf in) {
    int length = Math.min(in.readableBytes(), maxHead);
    int before = scanned;
    scanned = length;
    return before == 0 || saysMore(in, before, length) ? length : 0;
  }

  /** Nothing can have become complete without a line end, nor too long without passing a limit. */
  private boolean saysMore(ByteBuf in, int before, int length) {
    int start = in.readerIndex();
    return length == maxHead
        || (before <= maxLine && length > maxLine)
        || in.indexOf(start + before, start + length, (byte) '\n') >= 0;
  }
}
