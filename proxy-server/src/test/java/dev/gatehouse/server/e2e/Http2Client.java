package dev.gatehouse.server.e2e;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client over one HTTP/2 connection in cleartext, by prior knowledge. */
final class Http2Client implements Client {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;
  private final String authority;
  private boolean goingAway; // the event loop's

  private Http2Client(InetSocketAddress address) throws IOException {
    this.authority = "127.0.0.1:" + address.getPort();
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient()
                                .initialSettings(
                                    Http2Settings.defaultSettings().maxHeaderListSize(64 * 1024))
                                .build(),
                            new Http2MultiplexHandler(new Unasked()),
                            new GoAwayListener());
                  }
                })
            .connect(address)
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
      throw new ConnectException(String.valueOf(connected.cause()));
    }
    this.channel = connected.channel();
  }

  /**
   * Connects.
   *
   * @throws ConnectException if nobody accepts
   */
  static Http2Client connect(InetSocketAddress address) throws IOException {
    return new Http2Client(address);
  }

  /**
   * Sends a request.
   *
   * @throws ConnectException if the server has said that the connection ends: nothing was sent
   */
  @Override
  public Reply send(Ask ask) throws IOException, InterruptedException {
    ReplyCollector collector = new ReplyCollector();
    channel.eventLoop().execute(() -> open(ask, collector));
    try {
      return collector.reply().get(15, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }

  /** On the event loop, so that nothing is sent behind a GOAWAY that has arrived. */
  private void open(Ask ask, ReplyCollector collector) {
    if (goingAway || !channel.isActive()) {
      collector.reply().completeExceptionally(new ConnectException("the connection ends"));
      return;
    }
    new Http2StreamChannelBootstrap(channel)
        .handler(collector)
        .open()
        .addListener((Future<Http2StreamChannel> opened) -> {
          if (opened.isSuccess()) {
            write(ask, opened.getNow());
          } else {
            collector.reply().completeExceptionally(opened.cause());
          }
        });
  }

  private void write(Ask ask, Http2StreamChannel stream) {
    boolean content = ask.content().length > 0 || !ask.sized();
    boolean trailers = !ask.trailers().isEmpty();
    stream.write(new DefaultHttp2HeadersFrame(head(ask), !content && !trailers));
    if (content) {
      stream.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(ask.content()), !trailers));
    }
    if (trailers) {
      stream.write(new DefaultHttp2HeadersFrame(fields(ask.trailers()), true));
    }
    stream.flush();
  }

  private Http2Headers head(Ask ask) {
    Http2Headers head = fields(ask.fields());
    head.method(ask.method()).scheme("http").authority(authority).path(ask.path());
    if (ask.sized() && ask.content().length > 0) {
      head.add("content-length", Integer.toString(ask.content().length));
    }
    return head;
  }

  private static Http2Headers fields(List<String[]> fields) {
    Http2Headers headers = new DefaultHttp2Headers();
    fields.forEach(field -> headers.add(field[0], field[1]));
    return headers;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class GoAwayListener extends SimpleChannelInboundHandler<Http2GoAwayFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2GoAwayFrame frame) {
      goingAway = true;
    }
  }

  /** Streams that the server would open. */
  @ChannelHandler.Sharable
  private static final class Unasked extends ChannelInboundHandlerAdapter {}
}
