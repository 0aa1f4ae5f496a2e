package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.Sink;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The content of one message on its way out: a queue of pieces that the flow controller empties
 * into DATA frames as the peer's windows allow, then the trailers or the end of the stream.
 *
 * <p>The object is its own entry in the flow controller's queue: there is at most one entry per
 * stream, and a piece that comes while it waits is added to it.
 *
 * <p>What its owner and its source hear of progress, they hear after the flush, not from within.
 */
final class StreamOutput implements Sink, Http2RemoteFlowController.FlowControlled {
  /** The stream that sends. */
  interface Owner {
    /** Content is about to be sent. */
    void sending(int bytes);

    /** The content has begun to wait for the peer to read ({@code true}), or no longer does. */
    default void stalled(boolean waiting) {}

    /** The last byte and the end of the stream were handed to the transport. */
    void outputEnded();

    /** The content broke off, or is not what its head has said. */
    void outputBroken(Failure failure);
  }

  /** Bytes that may wait for the peer before the source is stopped. */
  private static final int FULL = 64 * 1024;

  /** Bytes that may wait when it is asked for more. */
  private static final int ROOM = 32 * 1024;

  /** What a piece takes beside its bytes. */
  private static final int PIECE_COST = 128;

  /** A DATA frame of this size is not made small by the peer's window. */
  private static final int LARGE = 1024;

  private final FramedConnection connection;
  private final Http2Stream stream;
  private final Owner owner;
  private final long declared;
  private @Nullable ByteBuf first;
  private @Nullable ArrayDeque<ByteBuf> rest;
  private @Nullable ByteBuf arriving;
  private int pending;
  private int pieces;
  private long written;
  private long progressAt;
  private boolean queued;
  private boolean ending;
  private boolean ended;
  private boolean reported;
  private boolean closed;
  private @Nullable Headers trailers;
  private @Nullable Runnable waiting;

  /** In the connection's list of outputs with news; the next of them. */
  boolean listed;

  @Nullable StreamOutput nextListed;

  /**
   * @param declared how many bytes the head has announced, negative if it has not
   */
  StreamOutput(FramedConnection connection, Http2Stream stream, Owner owner, long declared) {
    this.connection = connection;
    this.stream = stream;
    this.owner = owner;
    this.declared = declared;
  }

  /** True if {@code body} is known to have neither content nor trailers. */
  static boolean isEmpty(Body body) {
    return body.ended() && body.failure() == null && body.trailers() == null;
  }

  /** Takes note that the head, which is about to be sent, ends the stream. */
  void endsWithHead() {
    ending = true;
    ended = true;
    connection.list(this);
  }

  /** True once the end of the stream has been handed to the transport. */
  boolean ended() {
    return ended;
  }

  /** True once the owner has heard of the end. */
  boolean told() {
    return reported;
  }

  /** True while bytes wait for the peer and none has moved since {@code nanos}. */
  boolean stalledSince(long nanos) {
    return pending > 0 && !closed && progressAt - nanos <= 0;
  }

  /** Bytes that wait for the peer's windows. */
  int pending() {
    return pending;
  }

  /** The stream is gone: the source is told when it next asks, which it does now. */
  void close() {
    if (!closed) {
      closed = true;
      wake();
    }
  }

  @Override
  public boolean writable() {
    return held() < FULL;
  }

  /** The memory that waits: tiny pieces take far more of it than they have bytes. */
  private int held() {
    return pending + pieces * PIECE_COST;
  }

  @Override
  public void whenWritable(Runnable ready) {
    waiting = ready;
    owner.stalled(true);
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public void write(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (closed || ending || bytes == 0) {
      piece.release();
      return;
    }
    written += bytes;
    if (declared >= 0 && written > declared) {
      piece.release();
      broken(Failure.of(FailureReason.INTERNAL, "content longer than its declared length"));
      return;
    }
    if (pending == 0) {
      progressAt = connection.now();
    }
    owner.sending(bytes);
    arriving = piece;
    enqueue();
  }

  @Override
  public void end(@Nullable Headers trailers) {
    if (closed || ending) {
      return;
    }
    if (declared >= 0 && written != declared) {
      broken(Failure.of(FailureReason.INTERNAL, "content shorter than its declared length"));
      return;
    }
    ending = true;
    this.trailers = trailers;
    if (!queued) {
      enqueue();
    }
  }

  @Override
  public void abort(Failure failure) {
    broken(failure);
  }

  private void broken(Failure failure) {
    if (!closed && !ended) {
      closed = true;
      owner.outputBroken(failure);
    }
  }

  private void enqueue() {
    if (!queued) {
      queued = true;
      accept();
    }
    // While this is queued, the flow controller calls merge() for it, which accepts what arrives.
    connection.flowControlled(stream, this);
  }

  private void accept() {
    ByteBuf piece = arriving;
    if (piece == null) {
      return;
    }
    arriving = null;
    pending += piece.readableBytes();
    pieces++;
    if (first == null) {
      first = piece;
    } else {
      if (rest == null) {
        rest = new ArrayDeque<>(8);
      }
      rest.add(piece);
    }
  }

  @Override
  public boolean merge(ChannelHandlerContext ctx, Http2RemoteFlowController.FlowControlled next) {
    if (next != this) {
      return false;
    }
    accept();
    return true;
  }

  @Override
  public int size() {
    return pending;
  }

  @Override
  public void write(ChannelHandlerContext ctx, int allowedBytes) {
    FrameWriter writer = connection.writer();
    int allowed = Math.min(allowedBytes, pending);
    if (allowed > 0) {
      if (allowed < pending) {
        progressAt = connection.now(); // else it is asked for no more
      }
      if (allowed == pending || allowed >= LARGE) {
        connection.dataSent(1 + allowed / writer.maxFrameSize());
      }
    }
    while (allowed > 0) {
      int length = Math.min(allowed, writer.maxFrameSize());
      allowed -= length;
      ended = ending && trailers == null && length == pending;
      writer.beginData(ctx, stream.id(), length, ended);
      content(ctx, writer, length);
    }
    if (pending == 0 && ending && !ended) {
      ended = true;
      if (trailers == null) {
        writer.beginData(ctx, stream.id(), 0, true);
      } else {
        connection.writeTrailers(stream, trailers);
      }
    }
    if (ended || (waiting != null && held() <= ROOM)) {
      connection.list(this);
    }
  }

  private void content(ChannelHandlerContext ctx, FrameWriter writer, int length) {
    int left = length;
    while (left > 0 && first != null) {
      ByteBuf piece = first;
      int bytes = Math.min(left, piece.readableBytes());
      writer.content(ctx, piece, bytes);
      left -= bytes;
      pending -= bytes;
      if (!piece.isReadable()) {
        piece.release();
        pieces--;
        first = rest == null ? null : rest.poll();
      }
    }
  }

  @Override
  public void writeComplete() {
    queued = false;
    if (ended) {
      connection.closeLocal(stream);
    }
  }

  /** The stream was closed with this in the queue. */
  @Override
  public void error(ChannelHandlerContext ctx, Throwable cause) {
    queued = false;
    closed = true;
    pending = 0;
    pieces = 0;
    ByteBuf lost = arriving;
    arriving = null;
    if (lost != null) {
      lost.release();
    }
    while (first != null) {
      first.release();
      first = rest == null ? null : rest.poll();
    }
    connection.list(this);
  }

  /** Passes on the news, with no frame half written. */
  void tell() {
    if (ended && !reported) {
      reported = true;
      owner.outputEnded();
    }
    wake();
  }

  private void wake() {
    Runnable ready = waiting;
    if (ready != null && (closed || writable())) {
      waiting = null;
      owner.stalled(false);
      ready.run();
    }
  }
}
