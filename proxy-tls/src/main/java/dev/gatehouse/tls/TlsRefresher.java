package dev.gatehouse.tls;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes stores look at their files every few seconds, on a daemon thread of its own.
 *
 * <p>Shared, guarded by itself.
 */
public final class TlsRefresher implements AutoCloseable {
  /** Soon enough for whoever just replaced a file, and nothing for a machine. */
  public static final Duration PERIOD = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(TlsRefresher.class);

  private final Set<Refreshable> members = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-refresh").factory());

  /** Something made of files that can change. */
  public interface Refreshable extends AutoCloseable {
    /** Takes over what has changed since the last time, if it can be used. Blocks on files. */
    void refresh();

    @Override
    void close();
  }

  /** Starts to look every {@code period}. */
  public TlsRefresher(Duration period) {
    executor.scheduleWithFixedDelay(
        this::refreshAll, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  public void add(Refreshable member) {
    members.add(member);
  }

  public void remove(Refreshable member) {
    members.remove(member);
  }

  private void refreshAll() {
    for (Refreshable member : members) {
      try {
        member.refresh();
      } catch (RuntimeException e) {
        log.error("cannot refresh {}", member, e); // A bug; the others are still looked after.
      }
    }
  }

  /** Stops looking; closes none of the members. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
