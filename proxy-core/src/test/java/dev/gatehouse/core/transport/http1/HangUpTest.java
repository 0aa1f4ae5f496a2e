package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.connection.BackendConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Backends that have hung up, and the loop has not heard of it: over sockets, in one turn. */
final class HangUpTest implements BackendConnection.Owner {
  private static final long SECONDS = 20;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final RecordedAnswers heard = new RecordedAnswers();

  @Test
  void sendsNoPostIntoAConnectionThatTheBackendHasClosedByEpoll() throws Exception {
    assumeTrue(Epoll.isAvailable(), "needs Linux");
    assertThat(afterAHangUp(EpollIoHandler.newFactory(), EpollSocketChannel.class, "POST"))
        .isEqualTo("failed backend-closed unsent");
  }

  @Test
  void sendsNoPostIntoAConnectionThatTheBackendHasClosedByIoUring() throws Exception {
    assumeTrue(IoUring.isAvailable(), "needs a kernel with io_uring");
    assertThat(afterAHangUp(IoUringIoHandler.newFactory(), IoUringSocketChannel.class, "POST"))
        .isEqualTo("failed backend-closed unsent");
  }

  @Test
  void doesNotAskTheKernelForWhatCanBeSentAgain() throws Exception {
    assumeTrue(Epoll.isAvailable(), "needs Linux");
    assertThat(afterAHangUp(EpollIoHandler.newFactory(), EpollSocketChannel.class, "GET"))
        .endsWith(" sent");
  }

  /** What becomes of a request on a connection that was used, and was closed just before. */
  private String afterAHangUp(IoHandlerFactory io, Class<? extends Channel> type, String method)
      throws Exception {
    MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
    EventLoop eventLoop = group.next();
    try (ServerSocket backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Loop loop = new Loop(eventLoop, 0, Clock.SYSTEM);
      Http1BackendConnection connection =
          new Http1BackendConnection(loop, this, 100, loop.clock().nanos() + Long.MAX_VALUE / 2);
      Channel channel =
          new Bootstrap()
              .group(eventLoop)
              .channel(type)
              .handler(connection)
              .connect(backend.getLocalSocketAddress())
              .sync()
              .channel();
      try (Socket peer = backend.accept()) {
        eventLoop.submit(() -> ask(connection, "GET")).sync();
        assertThat(peer.getInputStream().read()).isEqualTo('G');
        peer.getOutputStream().write(ANSWER);
        await(eventLoop, 1);
        eventLoop.submit(() -> hangUp(peer, channel, connection, method)).sync();
        return await(eventLoop, 2);
      }
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private void ask(Http1BackendConnection connection, String method) {
    heard.asks(
        new Request(
            method,
            HttpVersion.HTTP_1_1,
            "http",
            new Authority("x", "x", -1),
            "/",
            "/",
            null,
            new Headers(),
            Body.empty()));
    connection.open(heard);
  }

  /** Within one turn of the loop, which cannot hear of it meanwhile. */
  private void hangUp(
      Socket peer, Channel channel, Http1BackendConnection connection, String method) {
    try {
      peer.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!HangUp.isKnown(channel) && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(connection.room()).as("as far as the loop knows").isOne();
    ask(connection, method);
  }

  /** The line that is heard as the {@code count}th. */
  private String await(EventLoop eventLoop, int count) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (eventLoop.submit(() -> heard.lines().size()).get() < count) {
      assertThat(System.nanoTime() - end).as("what is heard: " + heard.lines()).isNegative();
    }
    return eventLoop.submit(() -> heard.lines().get(count - 1)).get();
  }

  @Override
  public void freed(BackendConnection connection) {}

  @Override
  public void retired(BackendConnection connection) {}
}
