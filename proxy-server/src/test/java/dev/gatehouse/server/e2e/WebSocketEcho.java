package dev.gatehouse.server.e2e;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of WebSockets that sends every message back, over HTTP/1.1 and over HTTP/2 by extended
 * CONNECT. The text {@code close} makes it close with 4000; others it notes the closing status of.
 */
final class WebSocketEcho implements AutoCloseable {
  static final int MOST = 16 << 20;

  /** How it is spoken to. */
  enum Speaks {
    /** HTTP/1.1, or HTTP/2 with extended CONNECT, as is chosen by ALPN. */
    ALPN,
    /** The same, but without extended CONNECT. */
    ALPN_WITHOUT_CONNECT,
    /** HTTP/1.1 in cleartext. */
    HTTP_1,
    /** HTTP/2 in cleartext. */
    HTTP_2
  }

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> handshakes = new LinkedBlockingQueue<>();
  private final @Nullable SslContext tls;
  private final Speaks speaks;
  private final Channel channel;

  WebSocketEcho(Speaks speaks, @Nullable Pki pki) throws Exception {
    this.speaks = speaks;
    this.tls = pki == null ? null : context(pki);
    this.channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    begin(connection);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  private static SslContext context(Pki pki) throws Exception {
    var bundle = pki.server("localhost");
    return SslContextBuilder.forServer(
            bundle.getKeyPair().getPrivate(), bundle.getCertificatePath())
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  String url() {
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    return tls == null ? "http://127.0.0.1:" + port : "https://localhost:" + port;
  }

  /** The status of the next Close frame that a client has sent; null if none comes. */
  @Nullable Integer closing() throws InterruptedException {
    return closings.poll(15, TimeUnit.SECONDS);
  }

  /** How the next WebSocket came about: {@code h1} or {@code h2}. */
  @Nullable String handshake() throws InterruptedException {
    return handshakes.poll(15, TimeUnit.SECONDS);
  }

  private void begin(Channel connection) {
    if (tls == null) {
      speak(connection.pipeline(), speaks == Speaks.HTTP_2);
      return;
    }
    connection
        .pipeline()
        .addLast(
            tls.newHandler(connection.alloc()),
            new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
              @Override
              protected void configurePipeline(ChannelHandlerContext context, String protocol) {
                speak(context.pipeline(), protocol.equals(ApplicationProtocolNames.HTTP_2));
              }
            });
  }

  private void speak(ChannelPipeline pipeline, boolean http2) {
    if (http2) {
      Http2Settings settings = Http2Settings.defaultSettings().initialWindowSize(256 * 1024);
      if (speaks != Speaks.ALPN_WITHOUT_CONNECT) {
        settings.put((char) 8, Long.valueOf(1));
      }
      pipeline.addLast(
          Http2FrameCodecBuilder.forServer().initialSettings(settings).build(),
          new Http2MultiplexHandler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel stream) {
                  stream.pipeline().addLast(new Connect());
                }
              }));
    } else {
      handshakes.add("h1");
      pipeline.addLast(
          new HttpServerCodec(),
          new HttpObjectAggregator(1024),
          new WebSocketServerProtocolHandler(
              WebSocketServerProtocolConfig.newBuilder()
                  .websocketPath("/")
                  .checkStartsWith(true)
                  .subprotocols("chat")
                  .maxFramePayloadLength(MOST)
                  .handleCloseFrames(false)
                  .build()),
          new Echo());
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** An extended CONNECT (RFC 8441). */
  private final class Connect extends SimpleChannelInboundHandler<Http2HeadersFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2HeadersFrame request) {
      boolean asked =
          "CONNECT".contentEquals(request.headers().method())
              && "websocket".contentEquals(String.valueOf(request.headers().get(":protocol")))
              && "13".contentEquals(String.valueOf(request.headers().get("sec-websocket-version")))
              && !request.headers().contains("sec-websocket-key");
      if (!asked) {
        context.writeAndFlush(
            new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("400"), true));
        return;
      }
      handshakes.add("h2");
      DefaultHttp2Headers agreed = new DefaultHttp2Headers();
      agreed.status("200");
      if (request.headers().contains("sec-websocket-protocol")) {
        agreed.add("sec-websocket-protocol", "chat");
      }
      context.writeAndFlush(new DefaultHttp2HeadersFrame(agreed));
      context.pipeline().replace(this, null, new DataFrames());
      context
          .channel()
          .pipeline()
          .addLast(
              new WebSocket13FrameDecoder(
                  WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(MOST).build()),
              new WebSocket13FrameEncoder(false),
              new Echo());
    }
  }

  private final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      switch (frame) {
        case CloseWebSocketFrame close -> {
          closings.add(close.statusCode());
          context
              .writeAndFlush(new CloseWebSocketFrame(close.statusCode(), ""))
              .addListener(sent -> context.close());
        }
        case TextWebSocketFrame text when text.text().equals("close") ->
            context
                .writeAndFlush(new CloseWebSocketFrame(4000, "asked"))
                .addListener(sent -> context.close());
        case TextWebSocketFrame text -> context.writeAndFlush(text.retain());
        case BinaryWebSocketFrame binary -> context.writeAndFlush(binary.retain());
        case ContinuationWebSocketFrame more -> context.writeAndFlush(more.retain());
        default -> {
          // pings and pongs
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
