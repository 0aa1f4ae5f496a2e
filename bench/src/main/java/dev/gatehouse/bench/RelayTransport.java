package dev.gatehouse.bench;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** The way the relay reads and writes sockets. */
enum RelayTransport {
  IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
  EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
  NIO(NioServerSocketChannel.class, NioSocketChannel.class);

  final Class<? extends ServerChannel> server;
  final Class<? extends SocketChannel> socket;

  RelayTransport(Class<? extends ServerChannel> server, Class<? extends SocketChannel> socket) {
    this.server = server;
    this.socket = socket;
  }

  /** What runs the sockets; its first use loads the native library. */
  IoHandlerFactory handler() {
    return switch (this) {
      case IO_URING -> IoUringIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }
}
