package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.http.Headers;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading half of an HTTP/1 connection, either way: collects a head until it is complete, then
 * feeds the message's body piece by piece without copying, and stops reading while the body's
 * reader is behind.
 *
 * <p>Confined to its event loop.
 */
abstract class Http1Connection extends ChannelInboundHandlerAdapter implements FedBody.Feed {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

  /**
   * Bytes that may lie unread in a body, or unparsed behind a message, before the socket is no
   * longer read.
   */
  private static final int READ_AHEAD = 64 * 1024;

  /** What the bytes that come next are. */
  private enum Next {
    /** A message head. */
    HEAD,
    /** Content of a known length. */
    FIXED,
    /** Chunked content. */
    CHUNKED,
    /** Content that ends with the connection. */
    UNTIL_CLOSE,
    /** What another protocol sends, which the connection was handed over to. */
    TUNNEL,
    /** A message that may not be read yet: another one is still being dealt with. */
    HELD,
    /** Nothing that matters any more. */
    DROPPED
  }

  final Loop loop;
  final HeadWriter heads;
  private final int maxHead;
  private final HeadScan scan;
  private @Nullable ChannelHandlerContext context;
  private final Input input = new Input();
  private Next next = Next.HEAD;
  private boolean parsing;
  private boolean paused;
  private boolean closed;
  private long remaining;
  private @Nullable ChunkDecoder chunks;
  private @Nullable FedBody incoming;
  private @Nullable Throwable fault;
  private boolean closeNotified;
  private int headBytes;
  private boolean halfClosing;
  private boolean inputEnded;

  /**
   * @param maxLine the longest first line in bytes
   * @param maxHead the largest head in bytes
   */
  Http1Connection(Loop loop, int maxLine, int maxHead) {
    this.loop = loop;
    this.maxHead = maxHead;
    this.scan = new HeadScan(maxLine, maxHead);
    this.heads = new HeadWriter(loop);
  }

  /**
   * Reads a head from {@code bytes[0, length)}.
   *
   * @return its length; 0 if it is not complete; -1 if it was refused
   */
  abstract int parseHead(byte[] bytes, int length);

  /** Part of a head is there, and the rest is not. */
  abstract void headIncomplete();

  /** Acts on the head that was just read: calls one of the {@code expect} methods. */
  abstract void headRead();

  /** A head was refused by {@link #parseHead}, or broke {@code maxHead} ({@code tooLarge}). */
  abstract void headRefused(boolean tooLarge);

  /** Content of {@code bytes} bytes arrived. */
  abstract void contentRead(int bytes);

  /** The message's content is complete; its body hears of it next. */
  abstract void contentEnded();

  /**
   * The message's content is not well-formed ({@link ChunkDecoder#BAD} or {@link
   * ChunkDecoder#BAD_TRAILER}).
   */
  abstract void contentBroken(int what);

  /**
   * The peer of what was a tunnel has nothing more to say, and can still be written to. Not called
   * where the end is that of the content.
   */
  abstract void peerEnded();

  /** Bytes arrived that nobody wants any more. */
  abstract void dropped();

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

  /** Bytes that have arrived and belong to no message that was read. */
  final boolean hasInput() {
    return input.isReadable();
  }

  /** True while no byte of the next head has been taken: between messages. */
  final boolean betweenMessages() {
    return next == Next.HEAD && !hasInput();
  }

  /** Adds up what is in memory of what was read, and of what the peer has not taken. */
  final void heldBuffers(Holdings into) {
    FedBody body = incoming;
    into.buffers(
        input.held() + (body == null ? 0 : body.held()) + Holdings.unsent(context().channel()));
  }

  /** The size of the head that was read last. */
  final int headBytes() {
    return headBytes;
  }

  /** The content that is being read, if any. */
  final @Nullable FedBody incoming() {
    return incoming;
  }

  /** Content of {@code length} bytes, above 0, follows. */
  final void expectFixed(long length, FedBody body) {
    next = Next.FIXED;
    remaining = length;
    incoming = body;
  }

  final void expectChunked(FedBody body) {
    next = Next.CHUNKED;
    chunks = new ChunkDecoder();
    incoming = body;
  }

  final void expectUntilClose(FedBody body) {
    next = Next.UNTIL_CLOSE;
    incoming = body;
  }

  /**
   * What follows, and what already waits here, is {@code body}'s; the peer may end it and still be
   * written to.
   */
  final void expectTunnel(FedBody body) {
    halfClosing = true;
    context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    next = Next.TUNNEL;
    incoming = body;
    resumeReading();
    parse();
  }

  /** True once a tunnel's peer has said that it will send nothing more. */
  final boolean inputEnded() {
    return inputEnded;
  }

  /** What follows waits until {@link #expectHead}. */
  final void hold() {
    next = Next.HELD;
    incoming = null;
  }

  /** A head follows; what already lies here is read. */
  final void expectHead() {
    next = Next.HEAD;
    scan.restart();
    incoming = null;
    resumeReading();
    parse();
  }

  /** Whatever arrives from now on is dropped. */
  final void drop() {
    next = Next.DROPPED;
    incoming = null;
    resumeReading();
    parse();
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    added();
  }

  /** The connection is in its pipeline and may write. */
  abstract void added();

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (closed || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    input.add(ctx.alloc(), bytes);
    parse();
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (closed) {
      return;
    }
    closed = true;
    input.clear();
    if (next == Next.UNTIL_CLOSE && incoming != null && closedCleanly(ctx)) {
      FedBody body = incoming;
      incoming = null;
      contentEnded();
      body.complete(null);
    } else if (next == Next.TUNNEL && fault == null) {
      end(null);
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
      if (next == Next.TUNNEL) {
        end(null);
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
    fault = cause;
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
    input.clear();
  }

  private void parse() {
    if (parsing) {
      return;
    }
    parsing = true;
    try {
      boolean more = true;
      while (more && input.isReadable()) {
        more = step(input.bytes());
      }
    } catch (RuntimeException bug) {
      // it may surface in the turn of another connection, whose event led here; it ends this one
      exceptionCaught(context(), bug);
      input.clear();
    } finally {
      parsing = false;
    }
    input.trim();
    pauseIfBehind();
  }

  private boolean step(ByteBuf in) {
    return switch (next) {
      case HEAD -> head(in);
      case FIXED -> fixed(in);
      case CHUNKED -> chunk(in);
      case UNTIL_CLOSE, TUNNEL -> {
        feed(in, in.readableBytes());
        yield true;
      }
      case HELD -> false;
      case DROPPED -> {
        input.clear();
        dropped();
        yield false;
      }
    };
  }

  private boolean head(ByteBuf in) {
    int length = scan.worthParsing(in);
    if (length == 0) {
      return false;
    }
    byte[] bytes = loop.scratch(maxHead);
    in.getBytes(in.readerIndex(), bytes, 0, length);
    int end = parseHead(bytes, length);
    if (end > 0) {
      headBytes = end;
      scan.restart();
      in.skipBytes(end);
      headRead();
      return true;
    }
    if (end < 0 || length == maxHead) {
      headRefused(end == 0);
      return true;
    }
    headIncomplete();
    return false;
  }

  private boolean fixed(ByteBuf in) {
    int length = (int) Math.min(remaining, in.readableBytes());
    remaining -= length;
    feed(in, length);
    if (remaining == 0 && next == Next.FIXED) {
      end(null);
    }
    return true;
  }

  private boolean chunk(ByteBuf in) {
    ChunkDecoder decoder = chunks;
    if (decoder == null) {
      throw new IllegalStateException(
          "chunks: none (expected: a decoder while content is chunked)");
    }
    int content = decoder.next(in, loop.scratch(ChunkDecoder.SCRATCH));
    if (content > 0) {
      feed(in, content);
      return true;
    }
    if (content == ChunkDecoder.END) {
      chunks = null;
      end(decoder.trailers());
      return true;
    }
    if (content != ChunkDecoder.MORE) {
      chunks = null;
      contentBroken(content);
      return true;
    }
    return false;
  }

  private void feed(ByteBuf in, int length) {
    FedBody body = incoming;
    if (body == null) {
      in.skipBytes(length);
      return;
    }
    ByteBuf piece = input.take(length);
    contentRead(length);
    body.offer(piece);
  }

  private void end(@Nullable Headers trailers) {
    FedBody body = incoming;
    next = Next.HELD;
    incoming = null;
    contentEnded(); // before the body's reader hears it, and perhaps ends the exchange
    if (body != null) {
      body.complete(trailers);
    }
  }

  private void pauseIfBehind() {
    if (!paused && !closed && behind()) {
      paused = true;
      context().channel().config().setAutoRead(false);
    }
  }

  private boolean behind() {
    return (incoming != null && incoming.held() > READ_AHEAD)
        || (next != Next.HEAD && input.readableBytes() > READ_AHEAD);
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
    if (paused && incoming != null && incoming.held() <= READ_AHEAD / 2) {
      resumeReading();
    }
  }
}
