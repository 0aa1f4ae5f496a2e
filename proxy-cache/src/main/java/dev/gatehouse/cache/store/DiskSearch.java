package dev.gatehouse.cache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look for a key on disk, and all who want to know what it brings. Thread-safe, guarded by
 * itself.
 */
final class DiskSearch {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSearch.class);

  private record Asker(Executor executor, Consumer<List<Stored>> found) {}

  private @Nullable List<Asker> askers = new ArrayList<>(1);

  /** Has {@code found} run by {@code executor}; false: it is over. */
  synchronized boolean join(Executor executor, Consumer<List<Stored>> found) {
    if (askers == null) {
      return false;
    }
    askers.add(new Asker(executor, found));
    return true;
  }

  /** Tells all; each gets a use of his own, and that of the caller is over. */
  void end(List<Stored> all) {
    List<Asker> told;
    synchronized (this) {
      told = askers;
      askers = null;
    }
    for (Asker each : told == null ? List.<Asker>of() : told) {
      List<Stored> own = all.stream().filter(Stored::tryRetain).toList();
      answer(each.executor, each.found, own);
    }
    all.forEach(Stored::release);
  }

  static void answer(Executor executor, Consumer<List<Stored>> found, List<Stored> all) {
    try {
      executor.execute(() -> found.accept(all));
    } catch (RejectedExecutionException e) {
      LOG.trace("who asked is gone", e);
      all.forEach(Stored::release);
    }
  }
}
