package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.forward.UpstreamChoice;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one event loop that wait for a connection to one backend, in the order they came.
 * Each waits so long and no longer, unless a connection is being dialled for it. Confined to its
 * event loop.
 */
final class WaitingLine {
  /** Whose line it is. */
  interface Host {
    /**
     * Says whether a dial is under way for who stands at {@code place}, 0 the first: it has a time
     * limit of its own.
     */
    boolean dialsFor(int place);

    /** The request of {@code listener} has waited too long, and no longer stands in the line. */
    void tooLate(UpstreamListener listener);
  }

  private final Loop loop;
  private final PoolCounts counts;
  private final long patienceMillis;
  private final Host host;
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

  WaitingLine(Loop loop, PoolCounts counts, long patienceMillis, Host host) {
    this.loop = loop;
    this.counts = counts;
    this.patienceMillis = patienceMillis;
    this.host = host;
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  int size() {
    return waiters.size();
  }

  Waiter add(UpstreamListener listener, UpstreamChoice choice) {
    Waiter waiter = new Waiter(listener, choice);
    waiters.add(waiter);
    counts.waiting(waiters.size());
    loop.deadlines().add(waiter);
    return waiter;
  }

  /** Takes {@code waiter} out of the line. */
  void leave(Waiter waiter) {
    waiter.waits = false;
    waiters.remove(waiter);
    counts.waiting(waiters.size());
    loop.deadlines().remove(waiter);
  }

  /** Takes who waits for {@code listener} out of the line; false if nobody does. */
  boolean abandon(UpstreamListener listener) {
    for (Waiter waiter : waiters) {
      if (waiter.listener == listener) {
        leave(waiter);
        return true;
      }
    }
    return false;
  }

  @Nullable Waiter first() {
    return waiters.peek();
  }

  /**
   * The first that {@code connection} will do for; null if there is none.
   *
   * @param fresh whether it has carried no request
   */
  @Nullable Waiter firstFor(BackendConnection connection, boolean fresh) {
    if (!waiters.isEmpty()) {
      for (Waiter waiter : waiters) {
        if (waiter.takes(connection, fresh)) {
          return waiter;
        }
      }
    }
    return null;
  }

  /** Those that wait for a tunnel. */
  List<Waiter> forTunnels() {
    List<Waiter> found = new ArrayList<>();
    for (Waiter waiter : waiters) {
      if (waiter.choice == UpstreamChoice.TUNNEL) {
        found.add(waiter);
      }
    }
    return found;
  }

  boolean isOnlyForTunnels() {
    for (Waiter waiter : waiters) {
      if (waiter.choice != UpstreamChoice.TUNNEL) {
        return false;
      }
    }
    return true;
  }

  private int place(Waiter waiter) {
    int place = 0;
    for (Waiter other : waiters) {
      if (other == waiter) {
        break;
      }
      place++;
    }
    return place;
  }

  /** A request that waits. */
  final class Waiter extends Timed {
    private final UpstreamListener listener;
    private final UpstreamChoice choice;
    private final long since = loop.clock().nanos();
    private boolean waits = true;

    private Waiter(UpstreamListener listener, UpstreamChoice choice) {
      this.listener = listener;
      this.choice = choice;
      deadline(loop.in(patienceMillis));
    }

    UpstreamListener listener() {
      return listener;
    }

    /** When it began to wait. */
    long since() {
      return since;
    }

    /** True while it stands in the line. */
    boolean waits() {
      return waits;
    }

    private boolean takes(BackendConnection connection, boolean fresh) {
      return switch (choice) {
        case ANY -> true;
        case FRESH -> fresh;
        case TUNNEL -> connection.tunnels() == TunnelOffer.YES;
      };
    }

    @Override
    protected void expired(long now) {
      if (host.dialsFor(place(this))) {
        deadline(loop.in(patienceMillis));
        return;
      }
      leave(this);
      host.tooLate(listener);
    }
  }
}
