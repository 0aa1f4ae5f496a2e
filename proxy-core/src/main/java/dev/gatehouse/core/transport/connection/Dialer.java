package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.transport.LateClose;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.http1.Http1BackendConnection;
import dev.gatehouse.core.transport.http2.Http2BackendConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The opener of connections to the backends of one pool: connects, secures, and sets up the
 * protocol that was agreed on.
 *
 * <p>Shared by all event loops; a dial stays on the loop it was asked on.
 */
public final class Dialer implements ConnectionOpener {
  private final Class<? extends Channel> channelType;
  private final BackendProtocol protocol;
  private final ConnectionSettings settings;
  private final int timeoutMillis;
  private final @Nullable ClientTls tls;

  /**
   * @param tls for https backends; null if there are none
   * @param timeout for connecting, and again for the TLS handshake
   */
  public Dialer(
      Class<? extends Channel> channelType,
      BackendProtocol protocol,
      ConnectionSettings settings,
      Duration timeout,
      @Nullable ClientTls tls) {
    this.channelType = channelType;
    this.protocol = protocol;
    this.settings = settings;
    this.timeoutMillis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    this.tls = tls;
  }

  @Override
  public boolean multiplexes() {
    return protocol == BackendProtocol.H2;
  }

  @Override
  public ConnectionSettings settings() {
    return settings;
  }

  @Override
  public void dial(Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener) {
    dial(new Dial(loop, backend, owner, listener, protocol));
  }

  @Override
  public void dialForTunnel(
      Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener) {
    dial(new Dial(loop, backend, owner, listener, BackendProtocol.HTTP_1_1));
  }

  private void dial(Dial dial) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(dial.loop.eventLoop())
            .channel(channelType)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
            .handler(dial.loop.presence());
    bootstrap
        .connect(dial.backend.address())
        .addListener(done -> dial.connected(((ChannelFuture) done).channel(), done.cause()));
  }

  /**
   * One dial, from the SYN to a connection that speaks the agreed protocol. Confined to its event
   * loop.
   */
  private final class Dial implements ClientTls.Listener {
    private final Loop loop;
    private final Backend backend;
    private final BackendConnection.Owner owner;
    private final Listener listener;
    private final BackendProtocol protocol;

    Dial(
        Loop loop,
        Backend backend,
        BackendConnection.Owner owner,
        Listener listener,
        BackendProtocol protocol) {
      this.protocol = protocol;
      this.loop = loop;
      this.backend = backend;
      this.owner = owner;
      this.listener = listener;
    }

    void connected(Channel channel, @Nullable Throwable cause) {
      if (cause != null) {
        listener.failed(failure(cause, backend));
        return;
      }
      LateClose.guard(channel);
      if (backend.settings().url().tls()) {
        secure(channel);
      } else {
        ready(channel, protocol == BackendProtocol.H2);
      }
    }

    private void secure(Channel channel) {
      if (tls == null) {
        throw new IllegalStateException(
            "tls: null (expected: a context in a pool with https backends)");
      }
      HostPort at = backend.settings().url().address();
      boolean http1 = protocol == BackendProtocol.HTTP_1_1;
      tls.install(channel, at.host(), at.port(), http1, timeoutMillis, this);
    }

    @Override
    public void secured(Channel channel, @Nullable String agreed) {
      ready(channel, agreed == null ? protocol == BackendProtocol.H2 : agreed.equals("h2"));
    }

    @Override
    public void failed(Channel channel, Failure failure) {
      listener.failed(failure);
    }

    private void ready(Channel channel, boolean h2) {
      String scheme = backend.settings().url().tls() ? "https" : "http";
      listener.opened(setUp(loop, channel, scheme, h2, owner));
    }
  }

  private BackendConnection setUp(
      Loop loop, Channel channel, String scheme, boolean h2, BackendConnection.Owner owner) {
    int maxRequests = settings.maxRequests() == 0 ? Integer.MAX_VALUE : settings.maxRequests();
    long age = settings.maxAge().toNanos();
    long retireAt = loop.clock().nanos() + (age == 0 ? Long.MAX_VALUE / 2 : age);
    if (h2) {
      long idle = settings.idleTimeout().toNanos();
      Http2BackendConnection multiplexed =
          new Http2BackendConnection(loop, owner, scheme, maxRequests, retireAt, idle);
      multiplexed.install(channel.pipeline());
      return multiplexed;
    }
    Http1BackendConnection connection =
        new Http1BackendConnection(loop, owner, maxRequests, retireAt);
    channel.config().setAutoClose(false); // it may have an answer to what it does not read
    channel.pipeline().addLast(connection);
    return connection;
  }

  private static Failure failure(Throwable cause, Backend backend) {
    FailureReason reason =
        cause instanceof ConnectTimeoutException
            ? FailureReason.CONNECT_TIMEOUT
            : cause instanceof ConnectException
                    && String.valueOf(cause.getMessage()).contains("refused")
                ? FailureReason.CONNECT_REFUSED
                : FailureReason.CONNECT_FAILED;
    return new Failure(reason, backend + ": " + cause.getMessage(), cause);
  }
}
