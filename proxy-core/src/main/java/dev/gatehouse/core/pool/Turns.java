package dev.gatehouse.core.pool;

import dev.gatehouse.core.concurrency.AdaptiveLimit;
import dev.gatehouse.core.concurrency.AdaptiveSettings;
import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.concurrency.LatencyWindow;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bound on the requests that one pool has under way, and the line of those that wait for their
 * turn. When a request is over, who has waited longest is told to try again, on its own loop;
 * nobody overtakes who stands in the line but requests that have had their turn before.
 *
 * <p>Shared by all event loops, without locks. No wake-up is lost, because both sides write before
 * they read: who waits stands in the line, then looks for room; who leaves makes room, then looks
 * at the line.
 */
public final class Turns {
  /** As many answers a window must have to tell anything. */
  private static final int ENOUGH = 20;

  private final ConcurrencySettings settings;
  private volatile BooleanSupplier room;
  private final @Nullable AdaptiveLimit adaptive; // of the control plane alone
  private final LatencyWindow window = new LatencyWindow();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger standing = new AtomicInteger();
  private final Deque<Turn> line = new ConcurrentLinkedDeque<>();
  private final LongAdder waited = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder late = new LongAdder();
  private volatile int limit;

  /**
   * @param room whether any backend that may be picked can take a request
   */
  Turns(ConcurrencySettings settings, BooleanSupplier room) {
    this.settings = settings;
    this.room = room;
    AdaptiveSettings finding = settings.adaptive();
    this.adaptive = finding == null ? null : new AdaptiveLimit(finding);
    this.limit = adaptive == null ? settings.max() : adaptive.limit();
  }

  /** From now on {@code other} says whether any backend that may be picked can take a request. */
  void room(BooleanSupplier other) {
    room = other;
  }

  /** True if the bound finds itself, and {@link #adapt} is to be called. */
  boolean adapts() {
    return adaptive != null;
  }

  /** Closes a window. Called by the control plane, every half second or so. */
  void adapt() {
    AdaptiveLimit finding = adaptive;
    if (finding != null) {
      window.close(finding, ENOUGH, active.get());
      limit = finding.limit();
      settle();
    }
  }

  /** An answer took {@code nanos}. */
  void answered(long nanos) {
    if (adaptive != null) {
      window.add(nanos);
    }
  }

  /**
   * Takes a turn if there is one.
   *
   * @param fresh whether the request has not waited, and so stands behind all that do
   */
  boolean tryTake(boolean fresh) {
    if (fresh && !line.isEmpty()) {
      return false;
    }
    int seen = active.get();
    while (isBelow(seen)) {
      if (active.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = active.get();
    }
    return false;
  }

  private boolean isBelow(int count) {
    int most = limit;
    return most == 0 || count < most;
  }

  /** Gives a turn back. */
  void release() {
    active.decrementAndGet();
    settle();
  }

  /** There may be room: the first in the line is told. */
  void settle() {
    while (!line.isEmpty() && isBelow(active.get()) && room.getAsBoolean()) {
      Turn first = line.poll();
      if (first == null || first.call()) {
        return; // who takes the turn looks for the next
      }
    }
  }

  /** How long one may wait. */
  public long patienceNanos() {
    return settings.queueTimeout().toNanos();
  }

  /**
   * Has a request wait for its turn; null if as many wait as may.
   *
   * @param loop where {@code go} is run
   * @param go told when it may try, perhaps in vain: then it waits {@link Turn#again}
   */
  public @Nullable Turn wait(Executor loop, Runnable go) {
    if (standing.incrementAndGet() > settings.queue()) {
      standing.decrementAndGet();
      window.felt();
      refused.increment();
      return null;
    }
    Turn turn = new Turn(loop, go);
    line.add(turn);
    window.felt();
    settle();
    return turn;
  }

  /** Requests under way. */
  int active() {
    return active.get();
  }

  /** The bound now; 0 for none. */
  int limit() {
    return limit;
  }

  /** Requests that wait. */
  int waiting() {
    return standing.get();
  }

  /** Requests that have waited and got their turn. */
  long waited() {
    return waited.sum();
  }

  /** How long they have waited together. */
  long waitNanos() {
    return waitNanos.sum();
  }

  /** Requests refused because as many waited as may. */
  long refused() {
    return refused.sum();
  }

  /** Requests that have waited too long. */
  long late() {
    return late.sum();
  }

  /** A request's place in the line. Confined to its event loop. */
  public final class Turn {
    private final Executor loop;
    private final Runnable go;
    private boolean over;

    private Turn(Executor loop, Runnable go) {
      this.loop = loop;
      this.go = go;
    }

    /** There was none after all: it waits on, before all others. */
    public void again() {
      line.addFirst(this);
      settle();
    }

    /**
     * It has its turn.
     *
     * @param nanos how long it has waited
     */
    public void taken(long nanos) {
      leave();
      waited.increment();
      waitNanos.add(nanos);
      settle(); // perhaps there is room for another
    }

    /** It has waited too long. */
    public void late() {
      leave();
      late.increment();
    }

    /** It waits no more. */
    public void leave() {
      if (!over) {
        over = true;
        line.remove(this);
        standing.decrementAndGet();
      }
    }

    private boolean call() {
      try {
        loop.execute(this::called);
        return true;
      } catch (RejectedExecutionException e) {
        return false; // its loop has shut down, and its client with it
      }
    }

    private void called() {
      if (over) {
        settle(); // it has left meanwhile: the next
      } else {
        go.run();
      }
    }
  }
}
