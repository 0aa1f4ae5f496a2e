package dev.gatehouse.core.testing;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.OrderedEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** The executor of a {@link ManualLoop}: every thread counts as its thread. */
final class ManualExecutor extends AbstractScheduledEventExecutor implements OrderedEventExecutor {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Ticker ticker;

  ManualExecutor(ManualClock clock) {
    long start = clock.nanos();
    this.ticker =
        new Ticker() {
          @Override
          public long initialNanoTime() {
            return start;
          }

          @Override
          public long nanoTime() {
            return clock.nanos();
          }

          @Override
          public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("a manual loop does not sleep: advance it");
          }
        };
  }

  @Override
  public Ticker ticker() {
    return ticker;
  }

  void runDue() {
    for (; ; ) {
      for (Runnable due = pollScheduledTask(); due != null; due = pollScheduledTask()) {
        tasks.add(due);
      }
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return true;
  }

  @Override
  @Deprecated
  public void shutdown() {
    cancelScheduledTasks();
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    cancelScheduledTasks();
    return terminationFuture();
  }

  @Override
  public Future<?> terminationFuture() {
    return GlobalEventExecutor.INSTANCE.newSucceededFuture(null);
  }

  @Override
  public boolean isShuttingDown() {
    return false;
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
