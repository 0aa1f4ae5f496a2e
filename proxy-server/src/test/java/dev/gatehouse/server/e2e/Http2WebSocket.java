package dev.gatehouse.server.e2e;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket over a stream of an HTTP/2 connection of its own (RFC 8441). */
final class Http2WebSocket implements WebSocketClient {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();
  private final CompletableFuture<Boolean> offered = new CompletableFuture<>();
  private final CompletableFuture<Http2Headers> answer = new CompletableFuture<>();
  private final Channel channel;
  private final Channel stream;

  /**
   * @param pki whose certificates to trust; null for cleartext
   */
  Http2WebSocket(InetSocketAddress address, String path, @Nullable Pki pki) throws Exception {
    this(address, path, pki, "websocket");
  }

  Http2WebSocket(InetSocketAddress address, String path, @Nullable Pki pki, String protocol)
      throws Exception {
    channel = connect(address, pki);
    if (!offered.get(15, TimeUnit.SECONDS)) {
      throw new AssertionError("no extended CONNECT");
    }
    stream =
        new Http2StreamChannelBootstrap(channel)
            .handler(new Opening())
            .open()
            .get(15, TimeUnit.SECONDS);
    Http2Headers head = new DefaultHttp2Headers();
    head.method("CONNECT").scheme(pki == null ? "http" : "https").path(path);
    head.authority("localhost:" + address.getPort());
    head.set(":protocol", protocol);
    head.add("sec-websocket-version", "13").add("sec-websocket-protocol", "chat");
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(head)).get(15, TimeUnit.SECONDS);
  }

  private Channel connect(InetSocketAddress address, @Nullable Pki pki) throws Exception {
    SslHandler tls = pki == null ? null : tls(pki, address.getPort());
    return new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel connection) {
                if (tls != null) {
                  connection.pipeline().addLast(tls);
                }
                connection
                    .pipeline()
                    .addLast(
                        Http2FrameCodecBuilder.forClient()
                            .initialSettings(
                                Http2Settings.defaultSettings().initialWindowSize(256 * 1024))
                            .build(),
                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                        new SettingsListener());
              }
            })
        .connect(address)
        .sync()
        .channel();
  }

  private static SslHandler tls(Pki pki, int port) throws Exception {
    return SslContextBuilder.forClient()
        .trustManager(pki.authority().getCertificate())
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2"))
        .build()
        .newHandler(io.netty.buffer.ByteBufAllocator.DEFAULT, "localhost", port);
  }

  /** The status of the answer. */
  int status() throws Exception {
    return Integer.parseInt(answer.get(15, TimeUnit.SECONDS).status().toString());
  }

  /** Waits until the server has agreed. */
  Http2WebSocket agreed() throws Exception {
    if (status() != 200) {
      throw new AssertionError("answered with " + status());
    }
    return this;
  }

  Http2Headers headers() throws Exception {
    return answer.get(15, TimeUnit.SECONDS);
  }

  /** Stops or resumes to read. */
  void reading(boolean on) {
    stream.config().setAutoRead(on);
    if (on) {
      stream.read();
    }
  }

  Channel stream() {
    return stream;
  }

  @Override
  public void send(byte[] message) throws Exception {
    stream
        .writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)))
        .get(60, TimeUnit.SECONDS);
  }

  @Override
  public void send(String message) throws Exception {
    stream.writeAndFlush(new TextWebSocketFrame(message)).get(15, TimeUnit.SECONDS);
  }

  @Override
  public byte @Nullable [] receive() throws Exception {
    return messages.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable Integer closing() throws Exception {
    return closings.poll(15, TimeUnit.SECONDS);
  }

  @Override
  public void end(int status) throws Exception {
    stream.writeAndFlush(new CloseWebSocketFrame(status, "")).get(15, TimeUnit.SECONDS);
  }

  @Override
  public String protocol() {
    return String.valueOf(answer.join().get("sec-websocket-protocol"));
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class SettingsListener extends SimpleChannelInboundHandler<Http2SettingsFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2SettingsFrame frame) {
      Long connect = frame.settings().get((char) 8);
      offered.complete(connect != null && connect == 1);
    }
  }

  private final class Opening extends SimpleChannelInboundHandler<Http2HeadersFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2HeadersFrame head) {
      answer.complete(head.headers());
      if ("200".contentEquals(head.headers().status())) {
        Channel at = context.channel();
        at.pipeline()
            .addLast(
                new DataFrames(),
                new WebSocket13FrameDecoder(
                    WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(false)
                        .maxFramePayloadLength(WebSocketEcho.MOST)
                        .build()),
                new WebSocket13FrameEncoder(true),
                new WebSocketFrameAggregator(WebSocketEcho.MOST),
                new Frames());
        at.pipeline().remove(this);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answer.completeExceptionally(new IllegalStateException("the stream ended"));
    }
  }

  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame close) {
        closings.add(close.statusCode());
      } else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
        messages.add(ByteBufUtil.getBytes(frame.content()));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closings.add(1006);
    }
  }
}
