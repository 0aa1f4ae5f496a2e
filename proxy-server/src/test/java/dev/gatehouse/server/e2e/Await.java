package dev.gatehouse.server.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting for what another thread or the kernel brings about, as long as it takes and no longer.
 */
final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Await() {}

  /** Returns when {@code latch} is open; for a server that plays a backend. */
  static void open(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Returns when {@code condition} holds; fails if it does not come to. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("in " + LONGEST.toSeconds() + " s not: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
