package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of one message on its way in: feeds a {@link FedBody} and gives the windows back as
 * its reader takes from it, so that a reader that stops stops the peer, on this stream alone.
 */
final class StreamInput implements FedBody.Feed {
  /** The stream that receives. */
  interface Owner {
    /** The reader wants more than has arrived. */
    default void inputWanted() {}

    /** The reader wants no more. */
    void inputAbandoned();
  }

  /**
   * A piece up to this size is copied: it would hold on to the whole of the buffer it was read
   * into, for which no window accounts.
   */
  private static final int COPIED = 1024;

  private static final long NOT_WANTED = Long.MIN_VALUE;

  private final FramedConnection connection;
  private final Http2Stream stream;
  private final Owner owner;
  private final FedBody body;
  private final long declared;
  private final int window;
  private final int wideWindow;
  private @Nullable ByteBuf last;
  private boolean abandoned;
  private boolean widened;
  private long received;
  private long waited;
  private long wantedAt = NOT_WANTED;

  /**
   * @param declared how many bytes the head has announced, negative if it has not
   * @param window the stream's window
   * @param wideWindow what it grows to once a whole window was taken by a reader that waits for
   *     more; equal to {@code window} for not at all
   */
  StreamInput(
      FramedConnection connection,
      Http2Stream stream,
      Owner owner,
      long declared,
      int window,
      int wideWindow) {
    this.connection = connection;
    this.stream = stream;
    this.owner = owner;
    this.declared = declared;
    this.window = window;
    this.wideWindow = wideWindow;
    this.body = new FedBody(declared, this);
  }

  FedBody body() {
    return body;
  }

  /** True once all content has arrived, or none will. */
  boolean over() {
    return body.over();
  }

  boolean nothingYet() {
    return received == 0;
  }

  /**
   * Says whether {@code bytes} more, and the end if it {@code ends}, agree with what the head has
   * announced (RFC 9113 §8.1.1).
   */
  boolean agrees(int bytes, boolean ends) {
    received += bytes;
    return declared < 0 || (ends ? received == declared : received <= declared);
  }

  /**
   * Feeds {@code data}, which stays the caller's; the last of it, as announced, only once the end
   * is there: content that goes on behind it makes the message malformed, and whoever counts bytes
   * instead of awaiting an end would have taken it for complete by then (RFC 9113 §8.1.1).
   */
  void takeUntilEnd(ByteBuf data, boolean ends) {
    if (ends || received != declared || abandoned) {
      take(data);
    } else {
      last = data.retain();
    }
  }

  /** Feeds {@code data}, which stays the caller's. */
  void take(ByteBuf data) {
    if (wantedAt != NOT_WANTED) {
      waited += connection.now() - wantedAt;
      wantedAt = NOT_WANTED;
    }
    int bytes = data.readableBytes();
    if (bytes > COPIED) {
      body.offer(data.retain());
    } else {
      body.offerCopy(data, connection.context().alloc());
    }
  }

  void complete(@Nullable Headers trailers) {
    ByteBuf held = last;
    if (held != null) {
      last = null;
      take(held);
      held.release();
    }
    body.complete(trailers);
  }

  void fail(Failure failure) {
    dropLast();
    body.fail(failure);
  }

  private void dropLast() {
    ByteBuf held = last;
    if (held != null) {
      last = null;
      int bytes = held.readableBytes();
      held.release();
      consumed(bytes);
    }
  }

  /** True if the reader has waited for {@code nanos} at a stretch. */
  boolean silentFor(long nanos, long now) {
    return wantedAt != NOT_WANTED && !over() && now - wantedAt >= nanos;
  }

  /**
   * True if the content came with fewer than {@code bytesPerSecond} on average over the time its
   * reader has waited for it, once that is {@code grace} nanoseconds.
   */
  boolean slowerThan(long bytesPerSecond, long grace, long now) {
    if (wantedAt == NOT_WANTED || over()) {
      return false;
    }
    long waiting = waited + now - wantedAt;
    return waiting > grace && received < bytesPerSecond * (waiting / 1_000_000_000L);
  }

  @Override
  public void wanted() {
    wantedAt = connection.now();
    if (!widened && wideWindow > window && received >= window) {
      widened = true;
      connection.widen(stream, wideWindow - window);
    }
    owner.inputWanted();
  }

  @Override
  public void consumed(int bytes) {
    connection.consumed(stream, bytes);
  }

  @Override
  public void abandoned() {
    abandoned = true;
    dropLast();
    owner.inputAbandoned();
  }
}
