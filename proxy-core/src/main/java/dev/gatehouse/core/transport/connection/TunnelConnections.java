package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.ConnectionPermits;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1 connections of one event loop to one backend that become tunnels: each is dialled for
 * one request, under the same bound as all others, and closed after it.
 *
 * <p>Confined to its event loop.
 */
final class TunnelConnections implements BackendConnection.Owner, ConnectionPermits.Holder {
  /** The pool that these connections count in. */
  interface Host {
    /** {@code change} more connections are open or on their way. */
    void opened(int change);

    /** A permit is waited for: an idle connection is better closed. */
    void wanted();

    /** A connection or request is gone. */
    void leaveIfDone();
  }

  private final Loop loop;
  private final Backend backend;
  private final ConnectionOpener dialer;
  private final Host host;
  private final ConnectionPermits.Share permits;
  private final ArrayDeque<Ask> waiting = new ArrayDeque<>();
  private final ArrayDeque<Ask> dialling = new ArrayDeque<>(2);

  TunnelConnections(Loop loop, Backend backend, ConnectionOpener dialer, Host host) {
    this.loop = loop;
    this.backend = backend;
    this.dialer = dialer;
    this.host = host;
    this.permits = backend.connections().join(loop.executor(), this);
  }

  void acquire(UpstreamListener listener) {
    Ask ask = new Ask(listener);
    if (waiting.isEmpty() && permits.tryAcquire()) {
      ask.dial();
    } else if (waiting.size() >= dialer.settings().queue()) {
      ask.fail(Failure.of(FailureReason.QUEUE_FULL, waiting.size() + " wait for " + backend));
    } else {
      waiting.add(ask);
      loop.deadlines().add(ask);
      await();
    }
  }

  /** Says whether {@code listener} was waiting, which it no longer does. */
  boolean abandon(UpstreamListener listener) {
    for (Ask ask : waiting) {
      if (ask.listener == listener) {
        leave(ask);
        return true;
      }
    }
    for (Ask ask : dialling) {
      if (ask.listener == listener) {
        ask.listener = null;
        return true;
      }
    }
    return false;
  }

  /** True if nobody waits. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Ends the part that this has in the permits; with the last connection and request. */
  void close() {
    permits.leave();
  }

  private void await() {
    permits.await();
    host.wanted();
  }

  @Override
  public void granted() {
    Ask first = waiting.peek();
    if (first == null) {
      permits.release();
      return;
    }
    leave(first);
    first.dial();
    if (!waiting.isEmpty()) {
      await();
    }
  }

  @Override
  public void wanted() {
    // none of these is ever idle
  }

  @Override
  public void freed(BackendConnection connection) {
    connection.close(); // the backend has answered in plain HTTP
  }

  @Override
  public void retired(BackendConnection connection) {
    gone();
  }

  private void gone() {
    host.opened(-1);
    permits.release();
    host.leaveIfDone();
  }

  private void leave(Ask ask) {
    waiting.remove(ask);
    loop.deadlines().remove(ask);
  }

  /** A request for a tunnel: waits for a permit, then for its dial. */
  private final class Ask extends Timed implements ConnectionOpener.Listener {
    /** Null once it has given up. */
    private @Nullable UpstreamListener listener;

    private final long since = loop.clock().nanos();
    private long begun;

    Ask(UpstreamListener listener) {
      this.listener = listener;
      deadline(loop.in(dialer.settings().queueTimeout().toMillis()));
    }

    void dial() {
      begun = loop.clock().nanos();
      dialling.add(this);
      host.opened(1);
      dialer.dialForTunnel(loop, backend, TunnelConnections.this, this);
    }

    @Override
    public void opened(BackendConnection connection) {
      dialling.remove(this);
      long now = loop.clock().nanos();
      backend.observer().connected(loop.index(), now - begun);
      backend.observer().waited(loop.index(), now - since);
      if (listener == null) {
        connection.close();
      } else {
        listener.connected(now - begun);
        connection.open(listener);
      }
    }

    @Override
    public void failed(Failure failure) {
      dialling.remove(this);
      backend.observer().connectFailed(loop.index(), failure.reason());
      gone();
      fail(failure);
    }

    void fail(Failure failure) {
      if (listener != null) {
        listener.failed(failure, false);
      }
    }

    @Override
    protected void expired(long now) {
      leave(this);
      fail(Failure.of(FailureReason.QUEUE_TIMEOUT, "no connection to " + backend + " in time"));
      host.leaveIfDone();
    }
  }
}
