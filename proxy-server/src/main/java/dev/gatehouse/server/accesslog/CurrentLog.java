package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import org.jspecify.annotations.Nullable;

/**
 * The access log that is written at the moment, if there is one. Another takes its place between
 * two lines.
 *
 * <p>Told of exchanges on their event loops; the rest is safe for any thread.
 */
public final class CurrentLog implements ExchangeObserver, AutoCloseable {
  private volatile @Nullable AccessLog log;
  private long droppedBefore;

  public CurrentLog(@Nullable AccessLog first) {
    this.log = first;
  }

  @Override
  public void finished(Exchange exchange) {
    AccessLog now = log;
    if (now != null) {
      now.finished(exchange);
    }
  }

  /**
   * Has {@code next} written from the next line on; null: nothing.
   *
   * @return the one before, to be closed when no loop is in it any more; null if there was none
   */
  public synchronized @Nullable AccessLog swap(@Nullable AccessLog next) {
    AccessLog before = log;
    log = next;
    droppedBefore += before == null ? 0 : before.dropped();
    return before;
  }

  /**
   * Opens the file anew, for whoever has renamed it. Does not wait.
   *
   * @return false if there is no access log
   */
  public boolean reopen() {
    AccessLog now = log;
    if (now != null) {
      now.reopen();
    }
    return now != null;
  }

  /** Whether lines cannot be written at the moment. */
  public boolean failing() {
    AccessLog now = log;
    return now != null && now.failing();
  }

  /** How many lines were dropped since the start of the process. */
  public synchronized long dropped() {
    AccessLog now = log;
    return droppedBefore + (now == null ? 0 : now.dropped());
  }

  /** Writes what is left and closes the file. The event loops have ended. */
  @Override
  public void close() {
    AccessLog last = swap(null);
    if (last != null) {
      last.close();
    }
  }
}
