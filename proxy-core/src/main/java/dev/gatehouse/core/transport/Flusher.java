package dev.gatehouse.core.transport;

import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop that have written and not yet flushed: flushed together once
 * the loop has handled what was ready, so that answers that arrive in one turn leave in one system
 * call each, whichever connection brought them.
 *
 * <p>Confined to its event loop.
 */
public final class Flusher implements Runnable {
  /**
   * A connection with something to flush. It asks again only after {@link #flushNow} was called.
   */
  public interface Flushable {
    void flushNow();

    /** {@link #flushNow} has thrown {@code failure}: ends the connection. */
    void flushFailed(Throwable failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  private final EventExecutor executor;
  private @Nullable Flushable[] waiting = new Flushable[64];
  private int size;

  Flusher(EventExecutor executor) {
    this.executor = executor;
  }

  /** Has {@code connection} flushed at the end of the loop's present turn. */
  public void later(Flushable connection) {
    if (size == waiting.length) {
      waiting = Arrays.copyOf(waiting, size * 2);
    }
    waiting[size++] = connection;
    if (size == 1) {
      executor.execute(this);
    }
  }

  @Override
  public void run() {
    for (int i = 0; i < size; i++) { // flushing may add more: they are flushed in the same pass
      Flushable connection = waiting[i];
      waiting[i] = null;
      if (connection != null) {
        flush(connection);
      }
    }
    size = 0;
  }

  /** What goes wrong with one connection is not to keep the others from being flushed, for ever. */
  private static void flush(Flushable connection) {
    try {
      connection.flushNow();
    } catch (RuntimeException | OutOfMemoryError failure) {
      LOG.warn("a connection could not be flushed and is closed", failure);
      connection.flushFailed(failure);
    }
  }
}
