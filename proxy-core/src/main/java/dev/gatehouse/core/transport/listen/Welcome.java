package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import dev.gatehouse.core.transport.http1.Http1ServerConnection;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
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
  private final Map<ServerConnection, Channel> connections;

  Welcome(Listener.Setup setup, Map<ServerConnection, Channel> connections) {
    this.setup = setup;
    this.connections = connections;
  }

  void begin(Channel channel) {
    if (!setup.connections().enter()) {
      channel.unsafe().closeForcibly();
      return;
    }
    channel.closeFuture().addListener(closed -> setup.connections().leave());
    ServerTls tls = setup.tls();
    if (tls != null) {
      tls.install(channel, setup.limits().headerMillis(), this);
    } else {
      Loop loop = setup.loops().of(channel.eventLoop());
      channel.pipeline().addLast(new PrefaceDetector(loop, setup.limits().headerMillis(), this));
    }
  }

  /** Sets up the protocol of a cleartext connection; what was read so far is read again by it. */
  void detected(Channel channel, boolean http2) {
    serve(channel, http2, null);
  }

  @Override
  public void secured(Channel channel, @Nullable String protocol, TlsInfo info) {
    serve(channel, "h2".equals(protocol), info);
  }

  @Override
  public void refused(Channel channel, HandshakeFailure reason, String detail) {
    LOG.debug(
        "listener {}: TLS handshake with {} failed: {}: {}",
        setup.name(),
        channel.remoteAddress(),
        reason.code(),
        detail);
  }

  private void serve(Channel channel, boolean http2, @Nullable TlsInfo tls) {
    InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    if (peer == null || local == null) {
      channel.close();
      return;
    }
    ConnectionInfo info =
        new ConnectionInfo(setup.name(), peer, text(peer.getAddress()), local, tls);
    Loop loop = setup.loops().of(channel.eventLoop());
    ServerConnection connection;
    if (http2) {
      throw new IllegalStateException();
    } else {
      Http1ServerConnection http1 =
          new Http1ServerConnection(loop, setup.intake(), info, setup.limits());
      connection = http1;
      channel.pipeline().addLast(http1);
    }
    connections.put(connection, channel);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
