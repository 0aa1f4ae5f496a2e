package dev.gatehouse.cache.disk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to make of operations that fail: they are counted, the first of a row is logged, and writing
 * pauses for a while after each.
 *
 * <p>Threading: confined to the thread that writes, but for {@link #isPausing}.
 */
final class Troubles {
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private final Path path;
  private final LongSupplier nanos;
  private final LongAdder errors;
  private volatile boolean pausing;
  private long until;
  private long row;

  Troubles(Path path, LongSupplier nanos, LongAdder errors) {
    this.path = path;
    this.nanos = nanos;
    this.errors = errors;
  }

  /** Something failed. */
  void failed(String what, Throwable why) {
    errors.increment();
    row++;
    if (row == 1) {
      LOG.warn(
          "cache on disk: {} failed; requests go on without it, next try in {} s: {}: {}",
          what,
          PAUSE.toSeconds(),
          path,
          String.valueOf(why));
    }
    until = nanos.getAsLong() + PAUSE.toNanos();
    pausing = true;
  }

  /** Whether to try again; if not, it is too early. */
  boolean mayTry() {
    return !pausing || nanos.getAsLong() - until >= 0;
  }

  /** Something worked. */
  void worked() {
    if (pausing) {
      LOG.info("cache on disk: works again after {} failures: {}", row, path);
      pausing = false;
      row = 0;
    }
  }

  /** Whether the last operation failed. */
  boolean isPausing() {
    return pausing;
  }
}
