package dev.gatehouse.core.filter.mirror;

import dev.gatehouse.core.failure.Failure;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all event loops share of one route's mirror: whose turn it is, what is under way, and what
 * has been counted. It outlives configurations.
 */
public final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
  private static final int WHOLE = 10_000;

  /** As many copies that fail in a row end the copying for a while. */
  private static final int PATIENCE = 32;

  /** As many may fail after each pause until the next one. */
  private static final int TRIES = 4;

  private static final long PAUSE = 1_000_000_000L;

  private final String route;
  private final String pool;
  private final AtomicLong turn = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong held = new AtomicLong();
  private final AtomicInteger row = new AtomicInteger();
  private final AtomicBoolean paused = new AtomicBoolean();
  private volatile long pausedUntil;
  private final Map<MirrorResult, LongAdder> results = new EnumMap<>(MirrorResult.class);

  /**
   * How a mirror stands, for metrics.
   *
   * @param pending copies under way
   * @param results how many requests that were to be copied ended how
   */
  public record State(String route, String pool, int pending, Map<String, Long> results) {}

  public Mirror(String route, String pool) {
    this.route = route;
    this.pool = pool;
    for (MirrorResult result : MirrorResult.values()) {
      results.put(result, new LongAdder());
    }
  }

  public String route() {
    return route;
  }

  public String pool() {
    return pool;
  }

  /**
   * True if this request's turn has come: for exactly {@code hundredths} of a percent of the
   * requests, evenly spread.
   */
  boolean isNext(int hundredths) {
    if (hundredths == WHOLE || hundredths == 0) {
      return hundredths == WHOLE;
    }
    long n = turn.getAndIncrement() % WHOLE;
    return (n + 1) * hundredths / WHOLE != n * hundredths / WHOLE;
  }

  /** Takes room for a copy with {@code bytes} of content; false if there is none. */
  boolean enter(long bytes, MirrorSettings settings) {
    boolean fits = pending.incrementAndGet() <= settings.pending();
    if (held.addAndGet(bytes) <= settings.memory().bytes() && fits) {
      return true;
    }
    leave(bytes);
    return false;
  }

  void leave(long bytes) {
    held.addAndGet(-bytes);
    pending.decrementAndGet();
  }

  /**
   * True while copies are not worth their cost: a second pool that is gone would otherwise take as
   * many connections that fail as there are requests.
   */
  boolean isPaused(long now) {
    return paused.get() && now - pausedUntil < 0;
  }

  /** A copy was answered. */
  void answered() {
    count(MirrorResult.ANSWERED);
    if (row.get() != 0) {
      row.set(0);
    }
    if (paused.get() && paused.compareAndSet(true, false)) {
      LOG.info("route {}: requests are copied to pool {} again", route, pool);
    }
  }

  /** A copy failed. */
  void failed(Failure failure, long now) {
    count(MirrorResult.FAILED);
    if (row.incrementAndGet() >= PATIENCE) {
      row.set(PATIENCE - TRIES);
      pausedUntil = now + PAUSE;
      if (paused.compareAndSet(false, true)) {
        LOG.warn(
            "route {}: {} copies in a row to pool {} have failed, the last one by {}: only a few"
                + " each second are tried until one is answered",
            route,
            PATIENCE,
            pool,
            failure);
      }
    }
  }

  void count(MirrorResult result) {
    LongAdder count = results.get(result);
    if (count != null) {
      count.increment();
    }
  }

  /** How it stands. From any thread. */
  public State state() {
    Map<String, Long> counts = new LinkedHashMap<>();
    results.forEach((result, count) -> counts.put(result.word(), count.sum()));
    return new State(route, pool, pending.get(), counts);
  }
}
