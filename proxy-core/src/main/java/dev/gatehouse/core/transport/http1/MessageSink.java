package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.Pump;
import dev.gatehouse.core.body.Sink;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.transport.Flusher;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of an HTTP/1 connection, either way: frames the content of one message after
 * another as its head has promised, and flushes at the end of the loop's turn, or sooner when much
 * has gathered.
 *
 * <p>Confined to its event loop.
 */
final class MessageSink implements Sink, Flusher.Flushable {
  /** What the owner hears of the message being written. */
  interface Owner {
    /** {@code bytes} bytes of content, framing not counted, were handed to the connection. */
    default void wrote(int bytes) {}

    /** The message was written completely. */
    void written();

    /** The message cannot be completed: its body broke off, or had another length than promised. */
    void broken(Failure failure);

    /** Writing has begun to wait for the peer ({@code true}), or no longer does. */
    void stalled(boolean waiting);
  }

  private static final int FLUSH_AT = 64 * 1024;

  /** Content up to this size is copied behind its head: cheaper than a second buffer to send. */
  private static final int COPIED = 4 * 1024;

  private static final long IDLE = -10;
  private static final int CRLF = '\r' << 8 | '\n';
  private static final AsciiString HEX = AsciiString.cached("0123456789abcdef");

  private final Http1Connection connection;
  private final Owner owner;
  private long framing = IDLE;
  private long remaining;
  private boolean firstChunk;
  private boolean flushDue;
  private boolean flushed;
  private boolean careful;
  private int unflushed;
  private @Nullable ByteBuf growing;
  private @Nullable Runnable waiting;
  private @Nullable Pump pump;

  MessageSink(Http1Connection connection, Owner owner) {
    this.connection = connection;
    this.owner = owner;
  }

  /**
   * Writes a complete head and sets how its content is framed: a length, {@link Framing#CHUNKED} or
   * {@link Framing#UNTIL_CLOSE}.
   */
  void begin(ByteBuf head, long framing) {
    begin(framing);
    writeRaw(head);
  }

  private void begin(long framing) {
    this.framing = framing;
    remaining = framing;
    firstChunk = true;
    flushed = false;
  }

  /**
   * Writes a complete head as {@link #begin} does, and its content, which may be none. Short
   * content that is there already is copied behind the head, if its buffer has {@link #roomFor} it.
   */
  void send(ByteBuf head, long framing, Body content) {
    if (roomFor(framing) == 0) {
      begin(head, framing);
    } else {
      begin(framing);
      growing = head;
    }
    try {
      if (framing == 0) {
        content.discard();
        end(null);
      } else {
        pump(content);
      }
    } finally {
      seal();
    }
  }

  /** How much room the buffer of a head should have behind it for content of this framing. */
  static int roomFor(long framing) {
    return framing > 0 && framing <= COPIED ? (int) framing : 0;
  }

  /** Passes on the buffer that the present message began with: nothing more is added to it. */
  private void seal() {
    ByteBuf complete = growing;
    if (complete != null) {
      growing = null;
      writeRaw(complete);
    }
  }

  /**
   * Has the next message sent only if the peer has not hung up as far as the kernel knows, for one
   * that must not be sent in vain. Under TLS that is not asked: closing would send it as well.
   */
  void careful(boolean careful) {
    this.careful = careful && connection.context().pipeline().get(SslHandler.class) == null;
  }

  /** Moves {@code content} to the message that was begun, and takes its ownership. */
  void pump(Body content) {
    Pump moving = new Pump(content, this);
    pump = moving;
    moving.run();
  }

  /**
   * Stops the present message where it stands, if there is one: nothing more of it is written, its
   * content is given up, and the owner hears no more of it.
   */
  void cut() {
    framing = IDLE;
    waiting = null;
    Pump stopped = pump;
    pump = null;
    if (stopped != null) {
      stopped.run();
    }
  }

  /** Writes bytes outside any message's content. */
  void writeRaw(ByteBuf bytes) {
    unflushed += bytes.readableBytes();
    ChannelHandlerContext context = connection.context();
    context.write(bytes, context.voidPromise());
    if (unflushed >= FLUSH_AT) {
      flush();
    } else if (!flushDue) {
      flushDue = true;
      connection.loop.flusher().later(this);
    }
  }

  /**
   * False if the connection has closed before anything of the message begun last was flushed: the
   * peer cannot know of it.
   */
  boolean mayHaveLeft() {
    return flushed || connection.isOpen() || connection.mayFlushAsItCloses();
  }

  /** True between {@link #begin} and the end of that message. */
  boolean busy() {
    return framing != IDLE;
  }

  @Override
  public void flushNow() {
    flushDue = false;
    flush();
  }

  @Override
  public void flushFailed(Throwable failure) {
    connection.exceptionCaught(connection.context(), failure);
  }

  void flush() {
    seal();
    if (unflushed > 0) {
      unflushed = 0;
      if (careful && !flushed && HangUp.isKnown(connection.context().channel())) {
        connection.context().close(); // and nothing has left
        return;
      }
      flushed |= connection.isOpen();
      connection.context().flush();
    }
  }

  @Override
  public boolean writable() {
    return connection.context().channel().isWritable();
  }

  @Override
  public void whenWritable(Runnable ready) {
    waiting = ready;
    owner.stalled(true);
    flush(); // nothing becomes writable before what was written is on its way
  }

  /** The channel's writability changed: whoever waits looks again. */
  void writabilityChanged() {
    Runnable ready = waiting;
    if (ready != null && (closed() || writable())) {
      waiting = null;
      owner.stalled(false);
      ready.run();
    }
  }

  @Override
  public boolean closed() {
    return framing == IDLE || connection.closed();
  }

  @Override
  public void write(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (bytes == 0) {
      piece.release(); // as a chunk it would be the last one
      return;
    }
    if (framing == Framing.CHUNKED) {
      writeRaw(chunkHead(bytes));
    } else if (framing >= 0) {
      if (bytes > remaining) {
        piece.release();
        abort(Failure.of(FailureReason.INTERNAL, "content longer than its stated length"));
        return;
      }
      remaining -= bytes;
    }
    owner.wrote(bytes);
    ByteBuf room = growing;
    if (room != null && bytes <= room.writableBytes()) {
      room.writeBytes(piece);
      piece.release();
    } else {
      seal();
      writeRaw(piece);
    }
  }

  @Override
  public void end(@Nullable Headers trailers) {
    if (framing > 0 && remaining > 0) {
      abort(Failure.of(FailureReason.INTERNAL, "content shorter than its stated length"));
      return;
    }
    if (framing == Framing.CHUNKED) {
      writeRaw(connection.heads.lastChunk(connection.context().alloc(), firstChunk, trailers));
    }
    seal(); // the next message may begin from within written()
    framing = IDLE;
    pump = null;
    owner.written();
  }

  @Override
  public void abort(Failure failure) {
    framing = IDLE;
    pump = null;
    owner.broken(failure);
  }

  private ByteBuf chunkHead(int size) {
    ByteBuf head = connection.context().alloc().directBuffer(12);
    if (!firstChunk) {
      head.writeShort(CRLF);
    }
    firstChunk = false;
    int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(size)) / 4);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      head.writeByte(HEX.byteAt((size >>> shift) & 15));
    }
    return head.writeShort(CRLF);
  }
}
