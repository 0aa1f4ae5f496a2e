package dev.gatehouse.core.transport.listen;

import java.util.concurrent.atomic.AtomicInteger;

/** The bound on open client connections over all listeners. Thread-safe. */
public final class ConnectionLimit {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  public ConnectionLimit(int max) {
    this.max = max;
  }

  /** Counts one more connection, unless there are as many as allowed. */
  boolean enter() {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    open.decrementAndGet();
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }
}
