package dev.gatehouse.core.transport;

import dev.gatehouse.core.settings.TransportChoice;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * The kind of system calls that drive all sockets, and why it was chosen. Immutable.
 *
 * @param name {@code io_uring}, {@code epoll} or {@code nio}
 * @param reason why, for the log at start
 * @param io makes the part of an event loop that talks to the kernel
 * @param server the type of listening sockets
 * @param socket the type of connected sockets
 */
public record Transport(
    String name,
    String reason,
    IoHandlerFactory io,
    Class<? extends ServerChannel> server,
    Class<? extends Channel> socket) {

  /**
   * Submissions per ring; completions have room for four times as many, because one submission may
   * complete often.
   */
  private static final int RING = 1024;

  /** What Netty's io_uring asks when it is loaded, which is when the first of it is used here. */
  private static final String MULTISHOT = "io.netty.iouring.pollAddMultishotEnabled";

  static {
    // With polls that go on by themselves Netty 4.2.18 forgets those that tell of something while a
    // read is under way: a reset within an answer was never heard of (docs/decisions/0020).
    if (System.getProperty(MULTISHOT) == null) {
      System.setProperty(MULTISHOT, "false");
    }
  }

  /**
   * Chooses: what is asked for, or for {@code auto} the best that this machine offers.
   *
   * @throws IllegalStateException if what is asked for is not available here; the message says why
   */
  public static Transport choose(TransportChoice choice) {
    return switch (choice) {
      case IO_URING -> {
        require("io_uring", IoUring.isAvailable(), IoUring.unavailabilityCause());
        yield uring("configured");
      }
      case EPOLL -> {
        require("epoll", Epoll.isAvailable(), Epoll.unavailabilityCause());
        yield epoll("configured");
      }
      case NIO -> nio("configured");
      case AUTO -> best();
    };
  }

  /** Whether it can serve with a listening socket that another process has opened. */
  public boolean adopts() {
    return server == EpollServerSocketChannel.class;
  }

  /** Not io_uring: with Netty 4.2.18 it misses some resets (docs/decisions/0020). */
  private static Transport best() {
    return Epoll.isAvailable()
        ? epoll("auto: the kernel offers it")
        : nio("auto: epoll is not available (" + rootMessage(Epoll.unavailabilityCause()) + ")");
  }

  private static Transport uring(String reason) {
    IoUringIoHandlerConfig config =
        new IoUringIoHandlerConfig().setRingSize(RING).setCqSize(RING * 4);
    return new Transport(
        "io_uring",
        reason,
        IoUringIoHandler.newFactory(config),
        IoUringServerSocketChannel.class,
        IoUringSocketChannel.class);
  }

  private static Transport epoll(String reason) {
    return new Transport(
        "epoll",
        reason,
        EpollIoHandler.newFactory(),
        EpollServerSocketChannel.class,
        EpollSocketChannel.class);
  }

  private static Transport nio(String reason) {
    return new Transport(
        "nio",
        reason,
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class);
  }

  private static void require(String name, boolean available, Throwable cause) {
    if (!available) {
      throw new IllegalStateException(
          "transport: " + name + " (expected: one that works here; " + rootMessage(cause) + ")");
    }
  }

  private static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "no reason given" : String.valueOf(root.getMessage());
  }
}
