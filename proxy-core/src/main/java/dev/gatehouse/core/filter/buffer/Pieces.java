package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Content in memory, in the buffers it arrived in, each counted against the budget. Small pieces
 * are copied together, so that neither many of them nor the large buffers behind them cost a
 * multiple of what is counted.
 *
 * <p>Held by one holder at first; released with the last one. Confined to one event loop.
 */
final class Pieces {
  /** Pieces below this many bytes are copied together from the second one on. */
  private static final int SMALL = 1024;

  /** The size of the buffers that small pieces are copied into. */
  private static final int SHARED = 8 * 1024;

  /** A piece may keep this much memory beyond its own bytes, or three times its own bytes. */
  private static final int TOLERATED = 8 * 1024;

  private final MemoryBudget budget;
  private final Exchange exchange;
  private @Nullable ByteBuf[] pieces = new ByteBuf[2];
  private @Nullable ByteBuf shared;
  private int count;
  private int holders = 1;
  private long bytes;
  private long reserved;

  /**
   * @param exchange whose content it is
   */
  Pieces(MemoryBudget budget, Exchange exchange) {
    this.budget = budget;
    this.exchange = exchange;
  }

  /** Takes {@code piece} and its ownership; false, with nothing kept of it, if memory is short. */
  boolean add(ByteBuf piece) {
    int size = piece.readableBytes();
    ByteBuf room = shared;
    if (room != null && size <= room.writableBytes() && size <= SHARED / 2) {
      copy(piece, room);
      return true;
    }
    boolean small = size < SMALL && count > 0;
    int cost = small ? SHARED : size;
    if (!budget.reserve(cost)) {
      piece.release();
      return false;
    }
    reserved += cost;
    exchange.holds(cost);
    if (small || pinsMuchMore(piece, size)) {
      ByteBuf own = ByteBufAllocator.DEFAULT.directBuffer(cost, cost);
      append(own);
      copy(piece, own);
      shared = own;
    } else {
      append(piece);
      bytes += size;
      shared = null; // what follows must not land before this piece
    }
    return true;
  }

  /** The number of content bytes. */
  long bytes() {
    return bytes;
  }

  /** The number of pieces. */
  int count() {
    return count;
  }

  /** Piece {@code index}, 0 to {@link #count} - 1, for one more owner. */
  ByteBuf share(int index) {
    return piece(index).retainedDuplicate();
  }

  /**
   * The content as it lies in memory, to be read by another thread; valid until it is cleared or
   * released.
   */
  ByteBuffer[] views() {
    ByteBuffer[] views = new ByteBuffer[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      ByteBuf piece = piece(i);
      if (piece.nioBufferCount() == 1) {
        views[at++] = piece.nioBuffer();
      } else {
        ByteBuffer[] parts = piece.nioBuffers();
        views = Arrays.copyOf(views, views.length + parts.length - 1);
        System.arraycopy(parts, 0, views, at, parts.length);
        at += parts.length;
      }
    }
    return views;
  }

  /** Drops the content, its memory and the reservation; can be filled again. */
  void clear() {
    for (int i = 0; i < count; i++) {
      piece(i).release();
      pieces[i] = null;
    }
    count = 0;
    shared = null;
    bytes = 0;
    budget.release(reserved);
    exchange.holds(-reserved);
    reserved = 0;
  }

  /** Adds a holder. */
  Pieces retain() {
    holders++;
    return this;
  }

  /** Takes a holder away; the last one takes the content with it. */
  void release() {
    holders--;
    if (holders == 0) {
      clear();
    }
  }

  private ByteBuf piece(int index) {
    ByteBuf piece = pieces[index];
    if (piece == null) {
      throw new IllegalStateException("piece: " + index + " (expected: < " + count + ")");
    }
    return piece;
  }

  private void append(ByteBuf piece) {
    if (count == pieces.length) {
      pieces = Arrays.copyOf(pieces, count * 2);
    }
    pieces[count++] = piece;
  }

  private void copy(ByteBuf piece, ByteBuf target) {
    bytes += piece.readableBytes();
    target.writeBytes(piece);
    piece.release();
  }

  private static boolean pinsMuchMore(ByteBuf piece, int size) {
    ByteBuf root = piece;
    for (ByteBuf next = root.unwrap(); next != null; next = next.unwrap()) {
      root = next;
    }
    int beyond = root.capacity() - size;
    return beyond > TOLERATED && beyond / 3 > size;
  }
}
