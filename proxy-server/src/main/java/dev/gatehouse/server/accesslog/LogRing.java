package dev.gatehouse.server.accesslog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The bounded way of lines from one event loop to the writer's thread. A line goes in whole or not
 * at all; neither side ever waits for the other.
 *
 * <p>One producing and one consuming thread. Positions count bytes since the beginning and never
 * wrap; {@code tail} is always at the end of a line.
 */
final class LogRing {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle DROPPED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(LogRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(LogRing.class, "tail", long.class);
      DROPPED = lookup.findVarHandle(LogRing.class, "dropped", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBuffer bytes;
  private final ByteBuffer[] views;
  private final int capacity;
  private long head;
  private long tail;
  private long dropped;
  private long knownHead;
  private long announced;

  /**
   * @param capacity in bytes, a power of two
   */
  LogRing(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
    }
    this.capacity = capacity;
    this.bytes = ByteBuffer.allocateDirect(capacity);
    this.views = new ByteBuffer[] {bytes.duplicate(), bytes.duplicate()};
  }

  /** Producer: adds {@code line[0, length)}, or counts it as dropped if there is no room for it. */
  void offer(byte[] line, int length) {
    long at = tail;
    if (at + length - knownHead > capacity) {
      knownHead = (long) HEAD.getAcquire(this);
      if (at + length - knownHead > capacity) {
        DROPPED.setOpaque(this, dropped + 1);
        return;
      }
    }
    int from = (int) at & (capacity - 1);
    int straight = Math.min(length, capacity - from);
    bytes.put(from, line, 0, straight);
    if (straight < length) {
      bytes.put(0, line, straight, length - straight);
    }
    TAIL.setRelease(this, at + length);
  }

  /**
   * Producer: true if so much waits that the consumer is to be woken; not again until an eighth
   * more waits.
   */
  boolean pressing() {
    long at = tail;
    if (at - knownHead <= capacity / 2 || at - announced < capacity / 8) {
      return false;
    }
    knownHead = (long) HEAD.getAcquire(this);
    if (at - knownHead <= capacity / 2) {
      return false;
    }
    announced = at;
    return true;
  }

  /**
   * Consumer: what waits, in order, as two buffers valid until {@link #consumed}; both are empty if
   * nothing does.
   */
  ByteBuffer[] waiting() {
    int from = (int) head & (capacity - 1);
    int size = (int) ((long) TAIL.getAcquire(this) - head);
    int straight = Math.min(size, capacity - from);
    views[0].limit(from + straight).position(from);
    views[1].limit(size - straight).position(0);
    return views;
  }

  /** Consumer: gives back the room of the first {@code count} bytes that wait. */
  void consumed(long count) {
    HEAD.setRelease(this, head + count);
  }

  /** Any thread: how many lines found no room. */
  long dropped() {
    return (long) DROPPED.getOpaque(this);
  }
}
