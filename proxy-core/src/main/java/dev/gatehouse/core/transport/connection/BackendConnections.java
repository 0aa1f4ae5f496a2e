package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamChoice;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.ConnectionPermits;
import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one backend, and the requests that wait for one.
 *
 * <p>A request takes the idle connection used last, or room on a multiplexed one; else it waits,
 * and a connection is dialled unless enough dials are under way. Whichever connection has room
 * first serves who has waited longest. The number of connections is bounded over all loops by
 * {@link ConnectionPermits}; a loop that has to wait for a permit is woken when another gives one
 * up.
 *
 * <p>Once it is closed it keeps nothing for later: requests that still come are served, and their
 * connections close with them.
 *
 * <p>Confined to its event loop; others see its {@link #stats}.
 */
final class BackendConnections
    implements BackendConnection.Owner,
        ConnectionPermits.Holder,
        TunnelConnections.Host,
        WaitingLine.Host {
  private final Loop loop;
  private final Backend backend;
  private final ConnectionOpener dialer;
  private final Runnable left;
  private final PoolCounts counts;
  private final ConnectionPermits.Share permits;
  private final IdleStack idle = new IdleStack();
  private final ArrayDeque<BackendConnection> shared = new ArrayDeque<>(2);
  private final WaitingLine waiting;
  private final TunnelConnections tunnels;
  private final Idleness idleness = new Idleness();
  private final int warm;
  private int dialling;
  private boolean awaitingPermit;
  private boolean closed;
  private boolean gone;
  private int open;

  /**
   * @param warm how many connections this loop keeps open ahead of requests
   * @param left run once, when it is closed and the last connection and request are gone
   */
  BackendConnections(
      Loop loop, String pool, Backend backend, ConnectionOpener dialer, int warm, Runnable left) {
    this.loop = loop;
    this.backend = backend;
    this.dialer = dialer;
    this.left = left;
    this.counts = new PoolCounts(pool, backend.name());
    this.permits = backend.connections().join(loop.executor(), this);
    this.warm = warm;
    this.waiting = new WaitingLine(loop, counts, dialer.settings().queueTimeout().toMillis(), this);
    this.tunnels = new TunnelConnections(loop, backend, dialer, this);
    loop.deadlines().add(idleness);
    idleness.deadline(loop.clock().nanos());
  }

  /** Its numbers; to be read by any thread. */
  PoolStats stats() {
    return counts;
  }

  void acquire(UpstreamListener listener, UpstreamChoice choice) {
    boolean tunnel = choice == UpstreamChoice.TUNNEL;
    BackendConnection connection = tunnel ? tunnelling() : null;
    if (choice == UpstreamChoice.ANY) {
      connection = ready();
    }
    if (connection != null) {
      connection.open(listener);
      return;
    }
    if (tunnel && (!dialer.multiplexes() || isShared(TunnelOffer.NO))) {
      tunnels.acquire(listener);
      return;
    }
    WaitingLine.Waiter waiter = waiting.add(listener, choice);
    dialIfNeeded();
    if (waiter.waits() && waiting.size() > dialer.settings().queue() + dialling) {
      waiting.leave(waiter);
      listener.failed(
          Failure.of(FailureReason.QUEUE_FULL, waiting.size() + " requests wait for " + backend),
          false);
      leaveIfDone();
    }
  }

  void abandon(UpstreamListener listener) {
    if (tunnels.abandon(listener) || waiting.abandon(listener)) {
      leaveIfDone();
    }
  }

  /** Opens what is missing of the warm connections, as far as there are permits. */
  void warmUp() {
    for (int missing = warm - open; missing > 0 && keeps() && permits.tryAcquire(); missing--) {
      dialWithPermit();
    }
  }

  /** True while connections are kept for later. */
  private boolean keeps() {
    return !closed && !backend.retired();
  }

  /** Closes idle connections now and the others when their requests have ended. */
  void close() {
    closed = true;
    loop.deadlines().remove(idleness);
    for (BackendConnection connection = idle.pop(); connection != null; connection = idle.pop()) {
      unparked();
      connection.close();
    }
    for (BackendConnection connection : shared.toArray(new BackendConnection[0])) {
      connection.close();
    }
    leaveIfDone();
  }

  @Override
  public void leaveIfDone() {
    if (closed && !gone && open == 0 && waiting.isEmpty() && tunnels.isEmpty()) {
      gone = true;
      permits.leave();
      tunnels.close();
      left.run();
    }
  }

  private void unparked() {
    permits.unparked();
    counts.idle(idle.size());
  }

  private @Nullable BackendConnection tunnelling() {
    for (BackendConnection connection : shared) {
      if (connection.tunnels() == TunnelOffer.YES && connection.room() > 0) {
        return connection;
      }
    }
    return null;
  }

  private boolean isShared(TunnelOffer offer) {
    for (BackendConnection connection : shared) {
      if (connection.tunnels() == offer) {
        return true;
      }
    }
    return false;
  }

  /** Gives those who wait for a tunnel connections of their own: this backend has no other way. */
  private void tunnelApart() {
    for (WaitingLine.Waiter waiter : waiting.forTunnels()) {
      waiting.leave(waiter);
      tunnels.acquire(waiter.listener());
    }
  }

  private @Nullable BackendConnection ready() {
    for (BackendConnection connection : shared) {
      if (connection.room() > 0) {
        return connection;
      }
    }
    for (BackendConnection top = idle.pop(); top != null; top = idle.pop()) {
      unparked();
      if (top.room() > 0) {
        return top;
      }
      top.close(); // too old
    }
    return null;
  }

  // ---- dialling

  private boolean dialler() {
    return !dialer.multiplexes()
        || (dialling == 0 && !(isShared(TunnelOffer.UNKNOWN) && waiting.isOnlyForTunnels()));
  }

  private void dialIfNeeded() {
    while (dialling < waiting.size() && dialler()) {
      if (!dial()) {
        return;
      }
    }
  }

  private boolean dial() {
    if (!permits.tryAcquire()) {
      if (!awaitingPermit) {
        awaitingPermit = true;
        permits.await();
        wanted(); // what is idle here while requests wait is not fresh enough for them
      }
      return false;
    }
    dialWithPermit();
    return true;
  }

  private void dialWithPermit() {
    dialling++;
    opened(1);
    dialer.dial(loop, backend, this, new Dial(this, loop.clock().nanos()));
  }

  @Override
  public void granted() {
    awaitingPermit = false;
    if (dialling >= waiting.size() || !dialler()) {
      permits.release();
      return;
    }
    dialWithPermit();
    dialIfNeeded();
  }

  @Override
  public void wanted() {
    BackendConnection oldest = idle.takeOlderThan(loop.clock().nanos());
    if (oldest != null) {
      unparked();
      oldest.close();
    }
  }

  private void opened(BackendConnection connection, long nanos) {
    dialling--;
    backend.observer().connected(loop.index(), nanos);
    if (connection.room() > 1) {
      shared.add(connection);
    }
    serve(connection, nanos);
    dialIfNeeded();
  }

  private void failed(Failure failure) {
    dialling--;
    backend.observer().connectFailed(loop.index(), failure.reason());
    opened(-1);
    permits.release();
    failFirst(failure);
    dialIfNeeded();
    leaveIfDone();
  }

  /** Each dial is made for a request that waits: when it fails, so does one request. */
  private void failFirst(Failure failure) {
    WaitingLine.Waiter first = waiting.first();
    if (first != null) {
      waiting.leave(first);
      first.listener().failed(failure, false);
    }
  }

  // ---- what connections tell

  @Override
  public void freed(BackendConnection connection) {
    serve(connection, 0);
  }

  /**
   * Gives {@code connection} to who waits.
   *
   * @param dialled how long it was dialled, if it has carried no request; else 0
   */
  private void serve(BackendConnection connection, long dialled) {
    boolean multiplexed = shared.contains(connection);
    while (connection.room() > 0) {
      WaitingLine.Waiter first = waiting.firstFor(connection, dialled > 0);
      if (first == null) {
        break;
      }
      waiting.leave(first);
      backend.observer().waited(loop.index(), loop.clock().nanos() - first.since());
      if (dialled > 0) {
        first.listener().connected(dialled);
      }
      connection.open(first.listener());
    }
    if (multiplexed && connection.tunnels() == TunnelOffer.NO) {
      tunnelApart();
    }
    if (connection.room() == 0) {
      return;
    }
    if (!keeps()) {
      connection.close();
      return;
    }
    if (multiplexed) {
      return;
    }
    idle.push(connection, loop.clock().nanos());
    counts.idle(idle.size());
    if (permits.parked()) { // another loop waits for the permit
      idle.remove(connection);
      unparked();
      connection.close();
    }
  }

  @Override
  public void retired(BackendConnection connection) {
    if (idle.remove(connection)) {
      unparked();
    }
    if (shared.remove(connection) && connection.tunnels() == TunnelOffer.UNKNOWN) {
      tunnelApart(); // perhaps it does not speak HTTP/2 at all
    }
    opened(-1);
    permits.release();
    dialIfNeeded();
    leaveIfDone();
  }

  @Override
  public void opened(int change) {
    open += change;
    counts.open(open);
  }

  @Override
  public boolean dialsFor(int place) {
    return dialer.multiplexes() ? dialling > 0 : place < dialling; // one for all, or one for each
  }

  @Override
  public void tooLate(UpstreamListener listener) {
    listener.failed(
        Failure.of(FailureReason.QUEUE_TIMEOUT, "no connection to " + backend + " in time"), false);
    leaveIfDone();
  }

  /** A connection on its way. */
  private record Dial(BackendConnections pool, long begun) implements ConnectionOpener.Listener {
    @Override
    public void opened(BackendConnection connection) {
      pool.opened(connection, Math.max(1, pool.loop.clock().nanos() - begun));
    }

    @Override
    public void failed(Failure failure) {
      pool.failed(failure);
    }
  }

  /** Closes what has been idle too long, and keeps the warm ones there. */
  private final class Idleness extends Timed {
    private static final long CHECK_MILLIS = 500;

    @Override
    protected void expired(long now) {
      long before = now - dialer.settings().idleTimeout().toNanos();
      while (open > (keeps() ? warm : 0)) {
        BackendConnection old = idle.takeOlderThan(keeps() ? before : now);
        if (old == null) {
          break;
        }
        unparked();
        old.close();
      }
      warmUp();
      deadline(loop.in(CHECK_MILLIS));
    }
  }
}
