package dev.gatehouse.core.forward;

import io.netty.buffer.ByteBuf;

/**
 * Where the frames of one direction of a WebSocket begin and end (RFC 6455 §5.2), followed by their
 * heads alone: payloads are skipped, and nothing is checked or changed. Control frames may stand
 * between any two frames, so at a boundary another one can be put in.
 */
final class FrameTracker {
  private static final int CLOSE = 8;

  private long payload;
  private int headRead;
  private int headLength = 2;
  private long length;
  private boolean masked;
  private boolean close;
  private boolean closed;
  private boolean lost;

  /** True between two frames. */
  boolean atBoundary() {
    return headRead == 0 && payload == 0 && !lost;
  }

  /** True once a Close frame has passed: nothing may follow it. */
  boolean closed() {
    return closed;
  }

  /**
   * Follows the readable bytes of {@code piece}, which stay unread.
   *
   * @param untilBoundary whether to stop at the first boundary
   * @return how many bytes were followed
   */
  int follow(ByteBuf piece, boolean untilBoundary) {
    int at = piece.readerIndex();
    int end = piece.writerIndex();
    while (at < end) {
      if (lost) {
        return piece.readableBytes();
      }
      if (payload > 0) {
        int skipped = (int) Math.min(payload, end - at);
        payload -= skipped;
        at += skipped;
        closed |= close && payload == 0;
      } else {
        head(piece.getByte(at++));
      }
      if (untilBoundary && atBoundary()) {
        break;
      }
    }
    return at - piece.readerIndex();
  }

  private void head(byte octet) {
    int index = headRead++;
    if (index == 0) {
      close = (octet & 0x0f) == CLOSE;
    } else if (index == 1) {
      masked = (octet & 0x80) != 0;
      int size = octet & 0x7f;
      int extended = size == 126 ? 2 : size == 127 ? 8 : 0;
      length = extended == 0 ? size : 0;
      headLength = 2 + extended + (masked ? 4 : 0);
    } else if (index < headLength - (masked ? 4 : 0)) {
      length = length << 8 | (octet & 0xff);
    }
    if (headRead == headLength && headRead >= 2) {
      headRead = 0;
      headLength = 2;
      lost = length < 0;
      payload = Math.max(0, length);
      closed |= close && payload == 0;
    }
  }
}
