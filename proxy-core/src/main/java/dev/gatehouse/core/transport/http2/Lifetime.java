package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.Tenure;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.function.Consumer;

/**
 * The course of a client's connection from its preface to its end: sees to all its times, those of
 * its preface, its idling, its streams, and to the two steps in which it is drained.
 *
 * <p>Confined to its event loop.
 */
final class Lifetime extends Timed {
  private static final long TICK = 1_000_000_000L;

  /** How long a client is given to close a connection that it was told is at its end. */
  private static final long LINGER = 1_000_000_000L;

  private static final long DRAIN_PING = 0x6761_7465_686f_7573L;

  private final Loop loop;
  private final FramedConnection connection;
  private final Http2Connection.PropertyKey key;
  private final Patience patience;
  private final ConnectionObserver observer;
  private final Tenure tenure;
  private long awaitedSince;
  private int active;
  private long idleSince;
  private boolean draining;
  private boolean drainWhenGreeted;
  private boolean lastGoAwaySent;
  private boolean closing;
  private long stuckBytes;
  private long stuckSince;

  /**
   * @param key where streams have their {@link Http2ServerStream}
   */
  Lifetime(
      Loop loop,
      FramedConnection connection,
      Http2Connection.PropertyKey key,
      Patience patience,
      ConnectionObserver observer) {
    this.loop = loop;
    this.connection = connection;
    this.key = key;
    this.patience = patience;
    this.observer = observer;
    this.idleSince = loop.clock().nanos();
    this.tenure = new Tenure(patience.requests(), patience.ageNanos(), idleSince);
    this.awaitedSince = idleSince;
  }

  /** Sets when the client's first bytes began to be awaited. */
  void awaitedSince(long nanos) {
    awaitedSince = nanos;
  }

  /** The connection is in its pipeline and waits for the preface. */
  void begin() {
    loop.deadlines().add(this);
    deadline(awaitedSince + patience.headNanos());
  }

  /** How many streams carry an exchange. */
  int active() {
    return active;
  }

  void streamBegun(long now) {
    if (active++ == 0) {
      notLaterThan(now + TICK);
    }
    Ending last = tenure.request(now);
    if (last != null) {
      retire(last);
    }
  }

  /** Has the client go on over another connection. */
  private void retire(Ending why) {
    if (!draining && !closing) {
      observer.ended(loop.index(), why);
      drain();
    }
  }

  void streamEnded() {
    if (--active == 0) {
      idleSince = loop.clock().nanos();
      lingerIfDone();
    }
  }

  /** Closes the channel; does not wait for streams. */
  void close() {
    closing = true;
    connection.closeChannel();
    connection.closeChannel(); // the second time it does not wait for what is still to be written
  }

  /**
   * RFC 9113 §6.8: first a GOAWAY that refuses nothing, so that requests already under way to us
   * are served; the one with the true last stream a round trip later.
   */
  void drain() {
    if (draining || closing) {
      return;
    }
    if (!connection.decoder().prefaceReceived()) {
      drainWhenGreeted = true;
      notLaterThan(loop.clock().nanos() + LINGER);
      return;
    }
    draining = true;
    connection.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
    connection.ping(DRAIN_PING);
    notLaterThan(loop.clock().nanos() + TICK);
  }

  /** The client sent its settings: the preface is complete. */
  void greeted() {
    if (drainWhenGreeted) {
      drain();
    }
  }

  /** The client answered the ping with {@code data}. */
  void pingAcknowledged(long data) {
    if (draining && data == DRAIN_PING) {
      lastGoAway();
    }
  }

  /** The connection was told off for an error and is about to be closed. */
  void broken() {
    closing = true;
    deadline(loop.clock().nanos() + LINGER);
  }

  /** The channel is closed. */
  void over() {
    closing = true;
    loop.deadlines().remove(this);
  }

  private void lastGoAway() {
    if (!lastGoAwaySent) {
      lastGoAwaySent = true;
      connection.goAway(connection.connection().remote().lastStreamCreated(), Http2Error.NO_ERROR);
      lingerIfDone();
    }
  }

  private void lingerIfDone() {
    if (lastGoAwaySent && active == 0 && !closing) {
      closing = true;
      deadline(loop.clock().nanos() + LINGER);
    }
  }

  private void notLaterThan(long nanos) {
    if (deadline() == NEVER || deadline() - nanos > 0) {
      deadline(nanos);
    }
  }

  @Override
  protected void expired(long now) {
    if (closing) {
      close();
    } else if (!connection.decoder().prefaceReceived()) {
      if (!drainWhenGreeted) {
        observer.ended(loop.index(), Ending.HEADER_TIMEOUT);
      }
      close();
    } else if (stalled(now)) {
      observer.ended(loop.index(), Ending.CLIENT_STALLED);
      close();
    } else {
      goOn(now);
    }
  }

  private void goOn(long now) {
    if (draining) {
      lastGoAway();
    } else if (now - tenure.endsAt() >= 0) {
      retire(Ending.AGE);
    }
    if (closing) {
      return;
    }
    if (active > 0) {
      notLaterThan(now + TICK);
      watchStreams(now);
    } else if (draining) {
      notLaterThan(now + TICK);
    } else if (now - idleSince >= patience.idleNanos()) {
      observer.ended(loop.index(), Ending.KEEP_ALIVE);
      draining = true;
      lastGoAway();
    } else {
      notLaterThan(idleSince + patience.idleNanos());
      notLaterThan(tenure.endsAt());
    }
  }

  /** True if the client has taken nothing of what the full channel holds for too long. */
  private boolean stalled(long now) {
    long bytes = connection.stuckBytes();
    if (bytes == 0 || stuckBytes == 0 || bytes < stuckBytes) {
      stuckBytes = bytes;
      stuckSince = now;
      return false;
    }
    return now - stuckSince >= patience.writeNanos();
  }

  private void watchStreams(long now) {
    forEachStream(side -> side.watch(now, patience));
  }

  /** Does something for every stream that has a request. */
  void forEachStream(Consumer<Http2ServerStream> task) {
    try {
      connection
          .connection()
          .forEachActiveStream(stream -> {
            Http2ServerStream side = stream.getProperty(key);
            if (side != null) {
              task.accept(side);
            }
            return true;
          });
    } catch (Http2Exception e) {
      connection.breakOff(e);
    }
  }
}
