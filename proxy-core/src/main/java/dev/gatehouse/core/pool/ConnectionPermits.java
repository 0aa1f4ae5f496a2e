package dev.gatehouse.core.pool;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bound on open connections to one backend, exact over all event loops: who holds a permit may
 * have a connection open.
 *
 * <p>Each event loop has a {@link Share}. A permit that becomes free goes to the loop that has
 * waited longest, never to one that merely asks at the right moment, so no loop starves; and while
 * a loop waits, the others are asked for connections they keep idle.
 *
 * <p>Shared by all event loops, without locks. No wake-up is lost, because both sides write before
 * they read: who frees counts the permit, then looks for waiters; who waits queues, then looks for
 * permits. Likewise who parks an idle connection counts it, then looks for waiters.
 */
public final class ConnectionPermits {
  /** The connections that one event loop keeps to the backend. Called on that loop. */
  public interface Holder {
    /** A permit that was waited for is there and held: open a connection, or release it. */
    void granted();

    /** Another loop waits for a permit: close an idle connection, if there is one. */
    void wanted();
  }

  private volatile int max;
  private final AtomicInteger free;
  private final Queue<Share> waiting = new ConcurrentLinkedQueue<>();
  private final List<Share> shares = new CopyOnWriteArrayList<>();

  /**
   * Makes permits, all of them free.
   *
   * @param max at least 1
   */
  public ConnectionPermits(int max) {
    this.max = max;
    this.free = new AtomicInteger(max);
  }

  /** How many connections may be open at once. */
  public int max() {
    return max;
  }

  /**
   * Changes how many may be open. Where more are open than that, connections are not opened until
   * enough have closed. For one thread at a time.
   *
   * @param most at least 1
   */
  void resize(int most) {
    int more = most - max;
    max = most;
    free.addAndGet(more);
    settle();
  }

  /** Makes the share of one event loop, which {@code loop} runs things on. */
  public Share join(Executor loop, Holder holder) {
    Share share = new Share(loop, holder);
    shares.add(share);
    return share;
  }

  private boolean take() {
    int seen = free.get();
    while (seen > 0) {
      if (free.compareAndSet(seen, seen - 1)) {
        return true;
      }
      seen = free.get();
    }
    return false;
  }

  /** Gives free permits to waiters while there are both. */
  private void settle() {
    while (!waiting.isEmpty() && take()) {
      Share first = waiting.poll();
      if (first == null || !first.hand()) {
        free.incrementAndGet();
      }
    }
  }

  /** What one event loop has to do with the permits. Confined to that loop. */
  public final class Share {
    private final Executor loop;
    private final Holder holder;
    // Written by this loop, read by others.
    private final AtomicInteger idle = new AtomicInteger();
    private boolean waits;
    private boolean left;

    private Share(Executor loop, Holder holder) {
      this.loop = loop;
      this.holder = holder;
    }

    /** Takes a permit, unless there is none or others have waited longer. */
    public boolean tryAcquire() {
      return waiting.isEmpty() && take();
    }

    /** Gives a permit back: the connection is closed, or was not opened. */
    public void release() {
      free.incrementAndGet();
      settle();
    }

    /**
     * Waits for a permit: {@link Holder#granted} will be called with it. Waiting twice is waiting
     * once; who needs more asks again when granted.
     */
    public void await() {
      if (waits) {
        return;
      }
      waits = true;
      waiting.add(this);
      settle();
      for (Share other : shares) {
        if (other != this && other.idle.get() > 0) {
          other.ask();
        }
      }
    }

    /**
     * Notes that a connection became idle; true if another loop waits for a permit. Then the
     * connection should be closed instead of kept, after {@link #unparked}.
     */
    public boolean parked() {
      idle.incrementAndGet();
      return !waiting.isEmpty();
    }

    /** Notes that an idle connection is in use again, or closed. */
    public void unparked() {
      idle.decrementAndGet();
    }

    /** Ends the share. Permits it holds are to be released first; one on its way is passed on. */
    public void leave() {
      left = true;
      shares.remove(this);
      waiting.remove(this);
    }

    private boolean hand() {
      return run(this::granted);
    }

    private void granted() {
      waits = false;
      if (left) {
        release();
      } else {
        holder.granted();
      }
    }

    private void ask() {
      run(this::wanted);
    }

    private void wanted() {
      if (!left) {
        holder.wanted();
      }
    }

    private boolean run(Runnable task) {
      try {
        loop.execute(task);
        return true;
      } catch (RejectedExecutionException e) {
        // The loop has shut down: nobody is there to open or close a connection.
        return false;
      }
    }
  }
}
