package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A body fed by a connection as bytes arrive: the connection calls {@link #offer}, {@link
 * #complete} and {@link #fail}; the reader pulls. What lies between is bounded by the {@link Feed},
 * which stops reading or withholds flow-control credit.
 */
public final class FedBody implements Body {
  /** The connection or stream that feeds a body, told what its reader does. */
  public interface Feed {
    /**
     * The reader wants more than has arrived. Called for every unmet demand, the first time too.
     */
    void wanted();

    /** {@code bytes} that were offered have left the body, read or dropped. */
    void consumed(int bytes);

    /**
     * The reader gave up before the end; what is still offered will be dropped. Called once at
     * most.
     */
    void abandoned();
  }

  /** What a piece takes beside its bytes: a buffer object and its place in the queue. */
  private static final int PIECE_COST = 128;

  /** What small pieces that are not read grow to together. */
  private static final int SHARED_PIECE = 2 * 1024;

  private final long length;
  private final Feed feed;
  private @Nullable ByteBuf first;
  private @Nullable ArrayDeque<ByteBuf> rest;
  private @Nullable ByteBuf growing;
  private int buffered;
  private int pieces;
  private long received;
  private boolean complete;
  private boolean discarded;
  private @Nullable Headers trailers;
  private @Nullable Failure failure;
  private @Nullable Runnable waiting;
  private @Nullable Runnable completed;

  public FedBody(long length, Feed feed) {
    this.length = length;
    this.feed = feed;
  }

  /**
   * Adds a copy of {@code data}, which stays the caller's: for pieces too small to be worth a place
   * of their own in the queue. They share one while nobody reads.
   */
  public void offerCopy(ByteBuf data, ByteBufAllocator allocator) {
    int bytes = data.readableBytes();
    ByteBuf last = growing;
    if (last != null && !over() && bytes <= last.maxWritableBytes()) {
      last.writeBytes(data);
      buffered += bytes;
      received += bytes;
      return;
    }
    ByteBuf copy = allocator.buffer(bytes, Math.max(bytes, SHARED_PIECE)).writeBytes(data);
    offer(copy);
    growing = copy == newest() ? copy : null;
  }

  private @Nullable ByteBuf newest() {
    return rest == null || rest.isEmpty() ? first : rest.peekLast();
  }

  /** Adds a piece and takes its ownership. */
  public void offer(ByteBuf piece) {
    growing = null;
    int bytes = piece.readableBytes();
    if (discarded || bytes == 0 || over()) {
      piece.release();
      feed.consumed(bytes);
      return;
    }
    buffered += bytes;
    pieces++;
    received += bytes;
    if (first == null) {
      first = piece;
    } else {
      if (rest == null) {
        rest = new ArrayDeque<>(8);
      }
      rest.add(piece);
    }
    wake();
  }

  /**
   * Has {@code told} run once all of the content has come from its source, whoever still has to
   * read it; never if it breaks off.
   */
  public void whenComplete(Runnable told) {
    completed = told;
  }

  /** Marks the content as complete. */
  public void complete(@Nullable Headers trailers) {
    if (!over()) {
      this.complete = true;
      this.trailers = trailers;
      Runnable told = completed;
      if (told != null) {
        completed = null;
        told.run();
      }
      wake();
    }
  }

  /**
   * Marks the content as broken off; what has arrived can still be read. Without effect once it is
   * complete.
   */
  public void fail(Failure failure) {
    if (!over()) {
      this.failure = failure;
      wake();
    }
  }

  /** The number of bytes that have arrived and have not been read. */
  public int buffered() {
    return buffered;
  }

  /**
   * The memory that unread pieces take, about: their bytes, and what each costs by itself. Never
   * less than {@link #buffered}; that of many tiny pieces is far more.
   */
  public int held() {
    return buffered + pieces * PIECE_COST;
  }

  /** The number of bytes that have arrived so far. */
  public long received() {
    return received;
  }

  /**
   * True once the source has nothing more to say: {@link #complete} or {@link #fail} was called.
   */
  public boolean over() {
    return complete || failure != null;
  }

  /** True if all content has arrived, read or not. */
  public boolean complete() {
    return complete;
  }

  /**
   * Has {@code ready} run at the next piece or at the end, whatever lies here unread; null: nobody.
   * For who wants to know how far the content is before reading it.
   */
  public void await(@Nullable Runnable ready) {
    waiting = ready;
  }

  @Override
  public @Nullable ByteBuf read() {
    ByteBuf piece = first;
    if (piece == null) {
      return null;
    }
    first = rest == null ? null : rest.poll();
    if (piece == growing) {
      growing = null;
    }
    int bytes = piece.readableBytes();
    buffered -= bytes;
    pieces--;
    feed.consumed(bytes);
    return piece;
  }

  @Override
  public void demand(Runnable ready) {
    if (first != null || over() || discarded) {
      ready.run();
      return;
    }
    waiting = ready;
    feed.wanted();
  }

  @Override
  public boolean ended() {
    return first == null && (complete || discarded);
  }

  @Override
  public @Nullable Failure failure() {
    return first == null ? failure : null;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public @Nullable Headers trailers() {
    return trailers;
  }

  @Override
  public void discard() {
    if (discarded) {
      return;
    }
    discarded = true;
    waiting = null;
    growing = null;
    int dropped = buffered;
    buffered = 0;
    pieces = 0;
    if (first != null) {
      first.release();
      first = null;
    }
    if (rest != null) {
      rest.forEach(ByteBuf::release);
      rest = null;
    }
    if (dropped > 0) {
      feed.consumed(dropped);
    }
    if (!over()) {
      feed.abandoned();
    }
  }

  private void wake() {
    Runnable ready = waiting;
    if (ready != null) {
      waiting = null;
      ready.run();
    }
  }
}
