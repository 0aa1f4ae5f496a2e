package dev.gatehouse.core.filter.mirror;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all event loops share of one route's mirror: whose turn it is, what is under way, and what
 * has been counted. It outlives configurations.
 */
public final class Mirror {
  private static final int WHOLE = 10_000;

  private final String route;
  private final String pool;
  private final AtomicLong turn = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong held = new AtomicLong();
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
