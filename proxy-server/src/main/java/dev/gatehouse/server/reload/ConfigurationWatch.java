package dev.gatehouse.server.reload;

import dev.gatehouse.server.discovery.FileStamp;
import dev.gatehouse.server.discovery.Settling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over the files of a configuration: looks at them twice a second, on a thread of its own
 * and only while it is wanted, and has them read when they have changed and settled. Looking sees
 * what being told by the system misses: links that are swapped, as Kubernetes does, and network
 * file systems; and whoever replaces the file instead of writing it is seen, too.
 *
 * <p>Safe for use by any thread.
 */
public final class ConfigurationWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);

  private final Runnable changed;
  private final Duration period;
  private List<Path> files = List.of();
  private @Nullable Settling<List<FileStamp>> settling;
  private @Nullable ScheduledExecutorService executor;
  private boolean closed;

  /**
   * @param changed has them read; on the watch's thread
   */
  public ConfigurationWatch(Runnable changed) {
    this(changed, PERIOD);
  }

  ConfigurationWatch(Runnable changed, Duration period) {
    this.changed = changed;
    this.period = period;
  }

  /**
   * What files look like, to be taken before they are read: what changes meanwhile is seen then.
   */
  public record Look(List<Path> files, List<FileStamp> stamps) {
    /** Looks at {@code files} now. */
    public static Look at(List<Path> files) {
      return new Look(List.copyOf(files), files.stream().map(FileStamp::of).toList());
    }

    /** Says whether it was looked at each of {@code others}. */
    public boolean covers(List<Path> others) {
      return files.containsAll(others);
    }

    private FileStamp of(Path file) {
      int index = files.indexOf(file);
      return index < 0 ? FileStamp.of(file) : stamps.get(index);
    }
  }

  /** Watches from now on over {@code next}, which were read when they looked as they did then. */
  public synchronized void watch(List<Path> next, Look then) {
    files = List.copyOf(next);
    settling = new Settling<>(next.stream().map(then::of).toList());
    if (executor == null && !closed) {
      executor =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("configuration-watch").factory());
      executor.scheduleWithFixedDelay(
          this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Watches no more until it is told to again. */
  public synchronized void rest() {
    settling = null;
    if (executor != null) {
      executor.shutdown(); // it may be its own thread that has read the wish
      executor = null;
    }
  }

  void look() {
    try {
      if (isToBeRead()) {
        changed.run();
      }
    } catch (RuntimeException e) {
      LOG.error("cannot watch over the configuration", e); // a bug; the next look may go well
    }
  }

  private synchronized boolean isToBeRead() {
    return settling != null && settling.isToBeRead(Look.at(files).stamps());
  }

  @Override
  public synchronized void close() {
    closed = true;
    rest();
  }
}
