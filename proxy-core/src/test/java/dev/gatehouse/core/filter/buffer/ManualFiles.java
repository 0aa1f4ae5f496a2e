package dev.gatehouse.core.filter.buffer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** File threads whose work is done when the test says so. */
final class ManualFiles implements Executor {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean closed;

  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    tasks.add(task);
  }

  /** Does one piece of work; false if there is none. */
  boolean runOne() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  int pending() {
    return tasks.size();
  }

  void close() {
    closed = true;
  }
}
