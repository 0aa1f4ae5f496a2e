package dev.gatehouse.core.transport.listen;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The bound on open client connections over all listeners, with its counters. Thread-safe. */
public final class ConnectionLimit {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  public ConnectionLimit(int max) {
    this.max = max;
  }

  /** Counts one more connection, unless there are as many as allowed. */
  boolean enter() {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      refused.increment();
      return false;
    }
    accepted.increment();
    return true;
  }

  void leave() {
    open.decrementAndGet();
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }

  /** Connections that were taken since the start. */
  public long accepted() {
    return accepted.sum();
  }

  /** Connections that were closed at once because of the limit. */
  public long refused() {
    return refused.sum();
  }
}
