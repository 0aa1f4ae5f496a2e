package dev.gatehouse.bench;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The relay's side of one client's connection: one request at a time, whose parts go to a backend
 * connection as they arrive. A client that pipelines is cut off.
 */
final class RelayClient extends ChannelInboundHandlerAdapter {
  private final RelayLoop loop;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
  private @Nullable ChannelHandlerContext context;
  private @Nullable RelayBackend backend;
  private boolean busy;
  private boolean keepAlive;
  private boolean received;

  RelayClient(RelayLoop loop) {
    this.loop = loop;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (((HttpObject) message).decoderResult().isFailure()
        || (message instanceof HttpRequest) == busy) {
      ReferenceCountUtil.release(message);
      ctx.close();
      return;
    }
    if (message instanceof HttpRequest request) {
      busy = true;
      received = false;
      keepAlive = HttpUtil.isKeepAlive(request);
      request.headers().remove(HttpHeaderNames.CONNECTION);
      acquire();
    }
    if (message instanceof LastHttpContent) {
      received = true;
    }
    if (backend == null) {
      waiting.add(message);
    } else {
      backend.channel().write(message, backend.channel().voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (backend != null) {
      backend.channel().flush();
    }
  }

  private void acquire() {
    RelayBackend pooled = loop.poll();
    if (pooled != null) {
      backend = pooled;
      pooled.attach(this);
    } else {
      loop.dial().addListener((ChannelFutureListener) this::dialed);
    }
  }

  private void dialed(ChannelFuture dial) {
    if (!dial.isSuccess()) {
      close();
      return;
    }
    RelayBackend fresh = dial.channel().pipeline().get(RelayBackend.class);
    if (!context().channel().isActive()) {
      loop.release(fresh);
      return;
    }
    backend = fresh;
    fresh.attach(this);
    for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
      fresh.channel().write(message, fresh.channel().voidPromise());
    }
    fresh.channel().flush();
  }

  void write(Object message) {
    if (message instanceof HttpResponse response) {
      if (!HttpUtil.isContentLengthSet(response) && !HttpUtil.isTransferEncodingChunked(response)) {
        keepAlive = false;
      }
      if (!keepAlive) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }
    context().write(message, context().voidPromise());
  }

  /** Writes the end of the answer; true if the request had been sent completely before it. */
  boolean finish(Object end) {
    busy = false;
    backend = null;
    if (keepAlive && received) {
      context().channel().config().setAutoRead(true);
      write(end);
    } else {
      context().write(end).addListener(ChannelFutureListener.CLOSE);
    }
    return received;
  }

  void flush() {
    context().flush();
  }

  void autoRead(boolean on) {
    context().channel().config().setAutoRead(on);
  }

  void close() {
    context().close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (backend != null) {
      backend.channel().config().setAutoRead(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (backend != null) {
      backend.channel().close();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }
}
