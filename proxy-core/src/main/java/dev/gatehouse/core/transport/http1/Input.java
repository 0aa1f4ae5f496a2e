package dev.gatehouse.core.transport.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection that have arrived and were not parsed yet: mostly one buffer as it
 * was read, and none at all while the connection is idle. Confined to its event loop.
 */
final class Input {
  /** Room for a head that arrives in small pieces. */
  private static final int MIN_JOINED = 1024;

  private @Nullable ByteBuf bytes;

  boolean isReadable() {
    return bytes != null && bytes.isReadable();
  }

  int readableBytes() {
    return bytes == null ? 0 : bytes.readableBytes();
  }

  /** The memory that they take. */
  int held() {
    return bytes == null ? 0 : bytes.capacity();
  }

  /** The unparsed bytes, to be read from; stays the owner. Only while there are some. */
  ByteBuf bytes() {
    ByteBuf present = bytes;
    if (present == null) {
      throw new IllegalStateException("input: none (expected: asked for while readable)");
    }
    return present;
  }

  /**
   * Adds {@code more}, and takes its ownership: behind what is there, in its buffer if it has room.
   */
  void add(ByteBufAllocator allocator, ByteBuf more) {
    ByteBuf held = bytes;
    bytes = held == null ? more : join(allocator, held, more);
  }

  private static ByteBuf join(ByteBufAllocator allocator, ByteBuf held, ByteBuf more) {
    int length = more.readableBytes();
    ByteBuf joined = held;
    if (held.refCnt() > 1 || held.isReadOnly() || held.maxFastWritableBytes() < length) {
      joined = allocator.buffer(Math.max(MIN_JOINED, 2 * (held.readableBytes() + length)));
      joined.writeBytes(held);
      held.release();
    }
    joined.writeBytes(more);
    more.release();
    return joined;
  }

  /**
   * Takes out the next {@code length} bytes, owned by the caller: the buffer itself if they are all
   * it has, else a slice that shares its memory.
   */
  ByteBuf take(int length) {
    ByteBuf present = bytes();
    if (length < present.readableBytes()) {
      return present.readRetainedSlice(length);
    }
    bytes = null;
    return present;
  }

  /** Lets go of everything. */
  void clear() {
    ByteBuf held = bytes;
    bytes = null;
    if (held != null) {
      held.release();
    }
  }

  /** Lets go of a buffer that was read to its end. */
  void trim() {
    if (!isReadable()) {
      clear();
    }
  }
}
