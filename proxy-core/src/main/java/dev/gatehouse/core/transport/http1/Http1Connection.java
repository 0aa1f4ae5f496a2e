package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.transport.Holdings;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading half of an HTTP/1 connection, either way: has its {@link MessageReader} read what
 * arrives, stops reading while the body's reader is behind, and tells how the connection ended.
 *
 * <p>Confined to its event loop.
 */
abstract class Http1Connection extends ChannelInboundHandlerAdapter
    implements FedBody.Feed, MessageReader.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

  /**
   * Bytes that may lie unread in a body, or unparsed behind a message, before the socket is no
   * longer read.
   */
  private static final int READ_AHEAD = 64 * 1024;

  final Loop loop;
  final HeadWriter heads;
  private final MessageReader reader;
  private @Nullable ChannelHandlerContext context;
  private boolean paused;
  private boolean closed;
  private @Nullable Throwable fault;
  private boolean closeNotified;
  private boolean halfClosing;
  private boolean inputEnded;

  /**
   * @param maxLine the longest first line in bytes
   * @param maxHead the largest head in bytes
   */
  Http1Connection(Loop loop, int maxLine, int maxHead) {
    this.loop = loop;
    this.reader = new MessageReader(loop, this, maxLine, maxHead);
    this.heads = new HeadWriter(loop);
  }

  /**
   * The peer of what was a tunnel has nothing more to say, and can still be written to. Not called
   * where the end is that of the content.
   */
  abstract void peerEnded();

  /** The peer closed, or the connection broke. Called once. */
  abstract void gone();

  final ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException(
          "connection: not in a pipeline (expected: handlerAdded before use)");
    }
    return known;
  }

  final boolean closed() {
    return closed;
  }

  /** False as soon as the channel has closed, which may be before {@link #gone} is called. */
  final boolean isOpen() {
    return !closed && context().channel().isActive();
  }

  /** True if what was written may have been sent unasked: TLS does when it ends for a fault. */
  final boolean mayFlushAsItCloses() {
    return fault != null && context().pipeline().get(SslHandler.class) != null;
  }

  /** Bytes that have arrived and belong to no message that was read. */
  final boolean hasInput() {
    return reader.unread() > 0;
  }

  /** True while no byte of the next head has been taken: between messages. */
  final boolean betweenMessages() {
    return reader.betweenMessages();
  }

  /** Adds up what is in memory of what was read, and of what the peer has not taken. */
  final void heldBuffers(Holdings into) {
    into.buffers(reader.held() + Holdings.unsent(context().channel()));
  }

  /** The size of the head that was read last. */
  final int headBytes() {
    return reader.headBytes();
  }

  /** The content that is being read, if any. */
  final @Nullable FedBody incoming() {
    return reader.incoming();
  }

  /**
   * Content follows.
   *
   * @param framing its length, above 0, {@link Framing#CHUNKED} or {@link Framing#UNTIL_CLOSE}
   */
  final FedBody expectContent(long framing) {
    return reader.expectContent(framing, this);
  }

  /**
   * What follows, and what already waits here, is {@code body}'s; the peer may end it and still be
   * written to.
   */
  final void expectTunnel(FedBody body) {
    halfClosing = true;
    context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    reader.expectTunnel(body);
    resumeReading();
    parse();
  }

  /** True once a tunnel's peer has said that it will send nothing more. */
  final boolean inputEnded() {
    return inputEnded;
  }

  /** What follows waits until {@link #expectHead}. */
  final void hold() {
    reader.hold();
  }

  /** A head follows; what already lies here is read. */
  final void expectHead() {
    reader.expectHead();
    resumeReading();
    parse();
  }

  /** Whatever arrives from now on is dropped. */
  final void drop() {
    reader.drop();
    resumeReading();
    parse();
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    added();
  }

  /** The connection is in its pipeline and may write. */
  void added() {}

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (closed || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    reader.add(ctx.alloc(), bytes);
    parse();
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (closed) {
      return;
    }
    closed = true;
    reader.clear();
    boolean complete =
        reader.untilClose()
            ? incoming() != null && closedCleanly(ctx)
            : reader.tunnel() && fault == null;
    if (complete) {
      reader.end(null);
    }
    gone();
  }

  /** A reset, or TLS that ends without close_notify, may have cut the content off. */
  private boolean closedCleanly(ChannelHandlerContext ctx) {
    return fault == null && (closeNotified || ctx.pipeline().get(SslHandler.class) == null);
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == SslCloseCompletionEvent.SUCCESS) {
      closeNotified = true;
      peerSaidAll();
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      peerSaidAll();
    }
    ctx.fireUserEventTriggered(event);
  }

  private void peerSaidAll() {
    if (halfClosing && !inputEnded) {
      inputEnded = true;
      if (reader.tunnel()) {
        reader.end(null);
      } else {
        peerEnded();
      }
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean expected = cause instanceof IOException || cause instanceof OutOfMemoryError;
    if (!expected && !(cause.getCause() instanceof IOException)) {
      LOG.error("connection {}: closed after an unexpected failure", ctx.channel(), cause);
    }
    if (fault == null && !(cause instanceof ClosedChannelException)) {
      fault = cause; // what is written afterwards fails too, but for having closed
    }
    if (!readsOn(cause)) {
      ctx.close();
    }
  }

  /**
   * Says whether the connection is still to be read although {@code cause} has broken it: one that
   * cannot be written to may hold what the peer has said before.
   */
  boolean readsOn(Throwable cause) {
    return false;
  }

  /** What broke the connection, null if nothing did. */
  final @Nullable Throwable fault() {
    return fault;
  }

  @Override
  public final void handlerRemoved(ChannelHandlerContext ctx) {
    reader.clear();
  }

  @Override
  public final void failed(RuntimeException bug) {
    exceptionCaught(context(), bug);
  }

  private void parse() {
    reader.parse();
    if (!paused && !closed && reader.behind(READ_AHEAD)) {
      paused = true;
      context().channel().config().setAutoRead(false);
    }
  }

  final void resumeReading() {
    if (paused && !closed) {
      paused = false;
      context().channel().config().setAutoRead(true);
    }
  }

  @Override
  public void wanted() {
    resumeReading();
  }

  @Override
  public void consumed(int bytes) {
    FedBody body = incoming();
    if (paused && body != null && body.held() <= READ_AHEAD / 2) {
      resumeReading();
    }
  }
}
