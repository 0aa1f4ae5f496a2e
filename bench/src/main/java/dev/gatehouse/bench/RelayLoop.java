package dev.gatehouse.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What one event loop of the relay owns: its idle backend connections, the latest used first. */
final class RelayLoop {
  private final ArrayDeque<RelayBackend> idle = new ArrayDeque<>();
  private final Bootstrap dialer;

  RelayLoop(EventLoop loop, RelayTransport transport, SocketAddress backend) {
    dialer =
        new Bootstrap()
            .group(loop)
            .channel(transport.socket)
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(backend)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpClientCodec(), new RelayBackend(RelayLoop.this));
                  }
                });
  }

  /** An open idle connection, or null. */
  @Nullable RelayBackend poll() {
    RelayBackend backend = idle.pollLast();
    while (backend != null && !backend.isOpen()) {
      backend = idle.pollLast();
    }
    return backend;
  }

  void release(RelayBackend backend) {
    idle.addLast(backend);
  }

  ChannelFuture dial() {
    return dialer.connect();
  }
}
