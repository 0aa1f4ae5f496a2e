package dev.gatehouse.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The relay's side of one connection to the backend. */
final class RelayBackend extends ChannelInboundHandlerAdapter {
  private final RelayLoop loop;
  private @Nullable Channel channel;
  private @Nullable RelayClient client;
  private @Nullable RelayClient unflushed;
  private boolean reusable;
  private boolean interim;

  RelayBackend(RelayLoop loop) {
    this.loop = loop;
  }

  Channel channel() {
    return Objects.requireNonNull(channel);
  }

  boolean isOpen() {
    return channel().isActive();
  }

  void attach(RelayClient client) {
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    RelayClient to = client;
    if (to == null || ((HttpObject) message).decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      ctx.close();
      return;
    }
    if (message instanceof HttpResponse response) {
      interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      reusable = HttpUtil.isKeepAlive(response);
      response.headers().remove(HttpHeaderNames.CONNECTION);
    }
    unflushed = to;
    // To the codec there is one end per message, and an interim answer is a message of its own.
    if (message instanceof LastHttpContent && !interim) {
      client = null;
      boolean again = to.finish(message) && reusable;
      if (again) {
        ctx.channel().config().setAutoRead(true);
        loop.release(this);
      } else {
        ctx.close();
      }
    } else {
      to.write(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    RelayClient to = unflushed;
    if (to != null) {
      unflushed = null;
      to.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (client != null) {
      client.autoRead(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (client != null) {
      client.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
