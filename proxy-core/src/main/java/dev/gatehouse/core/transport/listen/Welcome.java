package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.Arrival;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import dev.gatehouse.core.exchange.ConnectionObserver.Refusal;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import dev.gatehouse.core.transport.http1.Http1ServerConnection;
import dev.gatehouse.core.transport.http2.Http2ServerConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first steps of a client's connection: counted, secured, and given the protocol it speaks: by
 * ALPN under TLS, by the HTTP/2 preface in cleartext (RFC 9113 §3.3). Confined to its event loop.
 */
final class Welcome implements ServerTls.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  private final Listener.Setup setup;
  private final Guests guests;
  private final Channel channel;
  private final Loop loop;
  private final InetSocketAddress peer;
  private final Visit visit;
  private final long acceptedAt;
  private long awaitedSince;

  Welcome(Listener.Setup setup, Guests guests, Channel channel, InetSocketAddress peer) {
    this.setup = setup;
    this.guests = guests;
    this.channel = channel;
    this.loop = setup.loops().of(channel.eventLoop());
    this.peer = peer;
    this.visit = new Visit(setup, peer.getAddress());
    this.acceptedAt = loop.clock().nanos();
    this.awaitedSince = acceptedAt;
  }

  void begin() {
    Refusal refusal =
        loop.overloaded() ? Refusal.MEMORY : setup.connections().enter(peer.getAddress());
    if (refusal != null) {
      visit.refused(loop.index(), refusal);
      reset();
      return;
    }
    channel.pipeline().addLast(loop.presence());
    visit.accepted(loop.index());
    guests.arrived(channel);
    channel
        .closeFuture()
        .addListener(closed -> {
          setup.connections().leave(peer.getAddress());
          visit.closed(loop.index());
        });
    ServerTls tls = setup.tls();
    Duration patience = setup.limits().headerTimeout();
    if (tls != null) {
      tls.install(channel, patience.toMillis(), this);
    } else {
      channel
          .pipeline()
          .addLast(new PrefaceDetector(loop, awaitedSince + patience.toNanos(), this));
    }
  }

  /** Closes without a word: a client that comes too often is to cost as little as can be. */
  private void reset() {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.unsafe().close(channel.voidPromise());
  }

  /** The client of a cleartext connection has not said enough in time. */
  void silent() {
    visit.ended(loop.index(), Ending.HEADER_TIMEOUT);
  }

  /** There is no memory to read into. */
  void withoutMemory() {
    visit.ended(loop.index(), Ending.MEMORY);
  }

  /** Sets up the protocol of a cleartext connection; what was read so far is read again by it. */
  void detected(boolean http2) {
    serve(http2, null);
  }

  @Override
  public void secured(Channel secured, @Nullable String protocol, TlsInfo info) {
    long now = loop.clock().nanos();
    visit.handshake(loop.index(), true, now - awaitedSince);
    awaitedSince = now; // the request's head has a time of its own
    serve("h2".equals(protocol), info);
  }

  @Override
  public void refused(Channel refused, HandshakeFailure reason, String detail) {
    visit.handshake(loop.index(), false, loop.clock().nanos() - awaitedSince);
    if (reason == HandshakeFailure.TIMEOUT) {
      visit.ended(loop.index(), Ending.HANDSHAKE_TIMEOUT);
    }
    LOG.debug(
        "listener {}: TLS handshake with {} failed: {}: {}",
        setup.name(),
        channel.remoteAddress(),
        reason.code(),
        detail);
  }

  private void serve(boolean http2, @Nullable TlsInfo tls) {
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    if (local == null) {
      channel.close(); // it is gone already
      return;
    }
    ConnectionInfo info =
        new ConnectionInfo(
            setup.name(),
            peer,
            text(peer.getAddress()),
            local,
            tls,
            new Arrival(acceptedAt, tls == null ? 0 : awaitedSince));
    ServerConnection connection = http2 ? http2(info) : http1(info);
    guests.serves(connection, channel, setup.shedding().of(loop), visit);
  }

  private ServerConnection http1(ConnectionInfo info) {
    ClientLimits limits = ClientLimits.of(setup.limits());
    Http1ServerConnection connection =
        new Http1ServerConnection(loop, setup.intake(), info, limits, visit);
    connection.awaitedSince(awaitedSince);
    channel.pipeline().addLast(connection);
    return connection;
  }

  private ServerConnection http2(ConnectionInfo info) {
    Http2ServerConnection connection =
        new Http2ServerConnection(
            loop, setup.intake(), info, setup.limits(), EncodedSlash.KEEP, visit);
    connection.awaitedSince(awaitedSince);
    connection.install(channel.pipeline());
    return connection;
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
