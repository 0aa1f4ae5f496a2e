package dev.gatehouse.core.body;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bytes that all buffers together may hold. Whoever keeps content of unforeseeable length
 * reserves it first, and releases what it reserved exactly once; what connections hold beside that,
 * each within bounds of its own, is measured now and then. Shared by all threads.
 */
public final class MemoryBudget {
  private volatile long limit;
  private final AtomicLong used = new AtomicLong();
  private volatile long beside;
  private final LongAdder refusals = new LongAdder();

  /**
   * @param limit in bytes, above 0
   */
  public MemoryBudget(long limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
    }
    this.limit = limit;
  }

  /** Reserves {@code bytes} if they fit below the limit; counts a refusal if they do not. */
  public boolean reserve(long bytes) {
    long now = used.get();
    while (bytes <= limit - beside - now) {
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = used.get();
    }
    refusals.increment();
    return false;
  }

  /**
   * Counts {@code bytes} whether or not they fit: for a bounded buffer without which work that was
   * let in could not finish.
   */
  public void charge(long bytes) {
    used.addAndGet(bytes);
  }

  /** Gives back {@code bytes} that were reserved or charged. */
  public void release(long bytes) {
    long left = used.addAndGet(-bytes);
    assert left >= 0 : "released " + -left + " bytes more than were reserved";
  }

  /** The bytes that are reserved or charged now. */
  public long used() {
    return used.get();
  }

  /** Takes note that all buffers hold {@code bytes}, those that are reserved included. */
  public void measured(long bytes) {
    beside = Math.max(0, bytes - used.get());
  }

  /** The bytes that all buffers hold: those that are reserved, and what was last measured. */
  public long total() {
    return used.get() + beside;
  }

  /**
   * Bounds the bytes so from now on; what is reserved stays so.
   *
   * @param bytes above 0
   */
  public void limit(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("limit: " + bytes + " (expected: > 0)");
    }
    limit = bytes;
  }

  /** The most bytes that buffers may hold. */
  public long limit() {
    return limit;
  }

  /** How often {@link #reserve} said no. */
  public long refusals() {
    return refusals.sum();
  }
}
