package dev.gatehouse.server.restart;

import dev.gatehouse.core.transport.EventLoops;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells the service manager that the process is alive as long as every event loop is: a loop that
 * hangs leaves a part of the clients without an answer, and only a restart helps them. Has a thread
 * of its own until it is closed.
 */
public final class Watchdog implements AutoCloseable {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gatehouse-watchdog").daemon().factory());

  /** Begins, if the service manager asks for it. */
  public Watchdog(Supervisor manager, EventLoops loops) {
    Duration period = manager.watchdog().dividedBy(3);
    if (period.isPositive()) {
      thread.scheduleWithFixedDelay(
          () -> look(manager, loops, period), 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static void look(Supervisor manager, EventLoops loops, Duration period) {
    if (loops.allTurn(period)) {
      manager.alive();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
