package dev.gatehouse.server.reload;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What an old configuration leaves behind and requests that are under way may still need for a
 * while: certificates, trust, connections of clients.
 *
 * <p>Safe for use by any thread.
 */
public final class Retired implements AutoCloseable {
  private final Set<Runnable> pending = ConcurrentHashMap.newKeySet();
  private final EventExecutor timer;

  public Retired(EventExecutor timer) {
    this.timer = timer;
  }

  /**
   * Has {@code end} run once, in {@code patience} or when this is closed.
   *
   * @param end quick; from any thread
   */
  public void add(Duration patience, Runnable end) {
    pending.add(end);
    timer.schedule(() -> run(end), patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run(Runnable end) {
    if (pending.remove(end)) {
      end.run();
    }
  }

  /** Ends everything now. */
  @Override
  public void close() {
    pending.forEach(this::run);
  }
}
