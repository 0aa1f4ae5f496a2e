package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.Pump;
import dev.gatehouse.core.body.Sink;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.connection.BackendConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backend connection and a server connection joined by a socket, on two event loops. */
final class Http2OverSocketsTest implements BackendConnection.Owner {
  private static final long SECONDS = 60;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Loop serverLoop = new Loop(group.next(), 0, Clock.SYSTEM);
  private final Loop clientLoop = new Loop(group.next(), 1, Clock.SYSTEM);
  private final CompletableFuture<Void> retired = new CompletableFuture<>();
  private @Nullable Channel acceptor;
  private @Nullable Http2BackendConnection connection;

  @BeforeEach
  void connect() throws Exception {
    ServerBootstrap server =
        new ServerBootstrap()
            .group(serverLoop.eventLoop())
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    serve(channel);
                  }
                });
    Channel bound =
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
    acceptor = bound;
    Channel channel =
        new Bootstrap()
            .group(clientLoop.eventLoop())
            .channel(NioSocketChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .option(ChannelOption.AUTO_READ, false) // what comes before the handlers would be lost
            .connect(bound.localAddress())
            .sync()
            .channel();
    connection =
        clientLoop
            .eventLoop()
            .submit(() -> {
              Http2BackendConnection made =
                  new Http2BackendConnection(
                      clientLoop,
                      this,
                      "http",
                      100_000,
                      clientLoop.clock().nanos() + TimeUnit.HOURS.toNanos(1),
                      TimeUnit.MINUTES.toNanos(1));
              made.install(channel.pipeline());
              channel.config().setAutoRead(true);
              return made;
            })
            .get(SECONDS, TimeUnit.SECONDS);
  }

  private void serve(Channel channel) {
    ConnectionInfo info =
        new ConnectionInfo(
            "web",
            (InetSocketAddress) channel.remoteAddress(),
            "127.0.0.1",
            (InetSocketAddress) channel.localAddress(),
            null);
    new Http2ServerConnection(
            serverLoop,
            new Echo(),
            info,
            new LimitSettings(),
            EncodedSlash.KEEP,
            ConnectionObserver.NONE)
        .install(channel.pipeline());
  }

  @AfterEach
  void disconnect() throws Exception {
    Http2BackendConnection open = connection;
    if (open != null) {
      clientLoop.eventLoop().execute(open::close);
      retired.get(SECONDS, TimeUnit.SECONDS);
    }
    if (acceptor != null) {
      acceptor.close().sync();
    }
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
  }

  @Override
  public void freed(BackendConnection freed) {}

  @Override
  public void retired(BackendConnection gone) {
    retired.complete(null);
  }

  @Test
  void carriesAMebibyteUpAndDownUnchanged() throws Exception {
    byte[] content = pattern(1 << 20, 1);
    assertThat(exchange(content).get(SECONDS, TimeUnit.SECONDS)).isEqualTo(sum(content));
  }

  @Test
  void carriesAHundredStreamsAtATime() throws Exception {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] content = pattern(10_000 + i * 1_000, i);
      expected.add(sum(content));
      answers.add(exchange(content));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).get(SECONDS, TimeUnit.SECONDS)).isEqualTo(expected.get(i));
    }
  }

  private static byte[] pattern(int length, int seed) {
    byte[] content = new byte[length];
    new java.util.Random(seed).nextBytes(content);
    return content;
  }

  private static String sum(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return content.length + " " + crc.getValue();
  }

  private CompletableFuture<String> exchange(byte[] content) {
    Exchanged exchanged = new Exchanged(content);
    clientLoop
        .eventLoop()
        .execute(() -> {
          Http2BackendConnection open = connection;
          if (open == null || open.room() == 0) {
            exchanged.answer.completeExceptionally(new AssertionError("no room"));
          } else {
            open.open(exchanged);
          }
        });
    return exchanged.answer;
  }

  /** One request whose content comes back; the answer is its length and checksum. */
  private static final class Exchanged implements UpstreamListener {
    final CompletableFuture<String> answer = new CompletableFuture<>();
    private final byte[] content;

    Exchanged(byte[] content) {
      this.content = content;
    }

    @Override
    public void acquired(UpstreamStream stream) {
      stream.send(
          new Request(
              "POST",
              HttpVersion.HTTP_1_1,
              "http",
              new Authority("a.test", "a.test", -1),
              "/",
              "/",
              null,
              new Headers(),
              Body.empty()),
          new BufferBody(Unpooled.wrappedBuffer(content)));
    }

    @Override
    public void requestSent() {}

    @Override
    public void informed(Response interim) {}

    @Override
    public void responded(Response response) {
      new Pump(response.body(), new Summed(answer)).run();
    }

    @Override
    public void failed(Failure failure, boolean sent) {
      answer.completeExceptionally(new AssertionError(failure.toString()));
    }
  }

  /** Adds up what it is given. */
  private static final class Summed implements Sink {
    private final CompletableFuture<String> answer;
    private final CRC32 crc = new CRC32();
    private long length;

    Summed(CompletableFuture<String> answer) {
      this.answer = answer;
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable ready) {
      throw new IllegalStateException("always writable");
    }

    @Override
    public boolean closed() {
      return false;
    }

    @Override
    public void write(ByteBuf piece) {
      length += piece.readableBytes();
      crc.update(piece.nioBuffer());
      piece.release();
    }

    @Override
    public void end(@Nullable Headers trailers) {
      answer.complete(length + " " + crc.getValue());
    }

    @Override
    public void abort(Failure failure) {
      answer.completeExceptionally(new AssertionError(failure.toString()));
    }
  }

  /** Sends the content of each request back as it comes. */
  private static final class Echo implements Intake {
    @Override
    public void dispatch(Exchange exchange) {
      Body content = exchange.request().body();
      exchange.request().body(Body.empty());
      exchange.stream().respond(new Response(200, new Headers(), content));
    }

    @Override
    public void refuse(Exchange exchange, Failure failure) {
      exchange.stream().abort(failure);
    }

    @Override
    public void reject(Exchange exchange, Failure failure) {
      throw new AssertionError(failure);
    }
  }
}
