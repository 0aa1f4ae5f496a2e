package dev.gatehouse.cache.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fetch that is under way, and who waits for it. Once it has landed those who come later are
 * told at once. Thread-safe, guarded by itself; nobody is told while it is held.
 */
final class Flight {
  private List<Consumer<Landing>> waiting = new ArrayList<>(0);
  private @Nullable Landing landing;
  private boolean outdated;

  /**
   * Has {@code told} called with what comes of it: now, or by the thread that lands it.
   *
   * @return false if {@code most} wait already
   */
  boolean join(Consumer<Landing> told, int most) {
    Landing known;
    synchronized (this) {
      known = landing;
      if (known == null) {
        return waiting.size() < most && waiting.add(told);
      }
    }
    told.accept(known);
    return true;
  }

  /** One of those who wait does not any more. */
  synchronized void leave(Consumer<Landing> told) {
    waiting.remove(told);
  }

  /** Tells all who wait. */
  void land(Landing come) {
    List<Consumer<Landing>> all;
    synchronized (this) {
      if (landing != null) {
        return;
      }
      landing = come;
      all = waiting;
      waiting = List.of();
    }
    all.forEach(told -> told.accept(come));
  }

  /** What is fetched may be older than what was done since: it is not to be stored. */
  synchronized void outdate() {
    outdated = true;
  }

  synchronized boolean outdated() {
    return outdated;
  }
}
