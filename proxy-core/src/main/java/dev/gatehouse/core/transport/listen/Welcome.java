package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import dev.gatehouse.core.transport.http1.Http1ServerConnection;
import dev.gatehouse.core.transport.http2.Http2ServerConnection;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
  private final long begun;

  Welcome(Listener.Setup setup, Guests guests, Channel channel) {
    this.setup = setup;
    this.guests = guests;
    this.channel = channel;
    this.loop = setup.loops().of(channel.eventLoop());
    this.begun = loop.clock().nanos();
  }

  void begin() {
    ConnectionObserver observer = setup.observer();
    if (!setup.connections().enter()) {
      observer.refused(loop.index(), ConnectionObserver.Refusal.LIMIT);
      channel.unsafe().closeForcibly();
      return;
    }
    channel.pipeline().addLast(loop.presence());
    observer.accepted(loop.index());
    guests.arrived(channel);
    channel
        .closeFuture()
        .addListener(closed -> {
          setup.connections().leave();
          observer.closed(loop.index());
        });
    ServerTls tls = setup.tls();
    long patience = setup.limits().headerTimeout().toMillis();
    if (tls != null) {
      tls.install(channel, patience, this);
    } else {
      channel.pipeline().addLast(new PrefaceDetector(loop, patience, this));
    }
  }

  /** Sets up the protocol of a cleartext connection; what was read so far is read again by it. */
  void detected(boolean http2) {
    serve(http2, null);
  }

  @Override
  public void secured(Channel secured, @Nullable String protocol, TlsInfo info) {
    setup.observer().handshake(loop.index(), true, loop.clock().nanos() - begun);
    serve("h2".equals(protocol), info);
  }

  @Override
  public void refused(Channel refused, HandshakeFailure reason, String detail) {
    setup.observer().handshake(loop.index(), false, loop.clock().nanos() - begun);
    LOG.debug(
        "listener {}: TLS handshake with {} failed: {}: {}",
        setup.name(),
        channel.remoteAddress(),
        reason.code(),
        detail);
  }

  private void serve(boolean http2, @Nullable TlsInfo tls) {
    InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    if (peer == null || local == null) {
      channel.close(); // it is gone already
      return;
    }
    ConnectionInfo info =
        new ConnectionInfo(setup.name(), peer, text(peer.getAddress()), local, tls);
    ServerConnection connection = http2 ? http2(info) : http1(info);
    guests.serves(connection, channel);
  }

  private ServerConnection http1(ConnectionInfo info) {
    ClientLimits limits = ClientLimits.of(setup.limits());
    Http1ServerConnection connection =
        new Http1ServerConnection(loop, setup.intake(), info, limits, setup.observer());
    channel.pipeline().addLast(connection);
    return connection;
  }

  private ServerConnection http2(ConnectionInfo info) {
    Http2ServerConnection connection =
        new Http2ServerConnection(
            loop, setup.intake(), info, setup.limits(), EncodedSlash.KEEP, setup.observer());
    connection.install(channel.pipeline());
    return connection;
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
