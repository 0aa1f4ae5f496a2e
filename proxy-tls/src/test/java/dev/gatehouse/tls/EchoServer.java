package dev.gatehouse.tls;

import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import dev.gatehouse.core.transport.listen.HandshakeFailure;
import dev.gatehouse.core.transport.listen.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that sends back what it gets, behind TLS, and notes how each handshake ended. */
final class EchoServer implements AutoCloseable, ServerTls.Listener {
  /** A handshake that went well. */
  record Secured(@Nullable String protocol, TlsInfo info) {}

  /** One that did not. */
  record Refused(HandshakeFailure reason, String detail) {}

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel channel;

  EchoServer(ServerTls tls) {
    this(tls, 10_000);
  }

  EchoServer(ServerTls tls, long timeoutMillis) {
    ServerTls.Listener listener = this;
    this.channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    connections.add(child);
                    tls.install(child, timeoutMillis, listener);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void secured(Channel client, @Nullable String protocol, TlsInfo info) {
    ends.add(new Secured(protocol, info));
    client.pipeline().addLast(new Echo());
  }

  @Override
  public void refused(Channel client, HandshakeFailure reason, String detail) {
    ends.add(new Refused(reason, detail));
  }

  /** The end of the next handshake, which must have gone well. */
  Secured secured() {
    return (Secured) next();
  }

  /** The end of the next handshake, which must have failed. */
  Refused refused() {
    return (Refused) next();
  }

  private Object next() {
    try {
      Object end = ends.poll(10, TimeUnit.SECONDS);
      if (end == null) {
        throw new AssertionError("no handshake ended");
      }
      return end;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    connections.close().syncUninterruptibly();
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
