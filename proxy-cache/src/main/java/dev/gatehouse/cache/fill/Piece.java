package dev.gatehouse.cache.fill;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One place in the content of a {@link Fill}: first without news, and then, for good, a buffer, the
 * end or a failure. The places are a list from the first byte on.
 *
 * <p>Each is held by the place before it, by the readers that stand at it, and by the fill. Who
 * moves on holds the next one before letting this one go, so what some reader still has to read is
 * held, and what nobody can reach any more is released by whoever went last, on any thread.
 */
final class Piece {
  /** What a piece takes beside its bytes: the buffer's objects and its place in the list. */
  private static final long COST = 192;

  private static final Object FULL = new Object();

  /**
   * The state of a piece behind which the content ends.
   *
   * @param trailers the trailer section, which nobody changes any more
   */
  record End(@Nullable Headers trailers) {}

  /** One of the readers that wait at a piece, and the ones before it. */
  record Waiting(FillReader reader, @Nullable Waiting before) {}

  /** Null or {@link Waiting} while there are no news; then FULL, {@link End} or a Failure. */
  private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

  private final AtomicInteger holds;

  // written before the state says FULL, and not after
  private @Nullable ByteBuf content;
  private @Nullable Piece next;

  Piece(int holds) {
    this.holds = new AtomicInteger(holds);
  }

  // ---- home's side

  /** Makes it a buffer, which it takes over; returns who waited for that. */
  @Nullable Waiting fill(ByteBuf content, Piece next) {
    this.content = content;
    this.next = next;
    return (Waiting) state.getAndSet(FULL);
  }

  /** Makes it the last one; returns who waited for that. */
  @Nullable Waiting end(End end) {
    return (Waiting) state.getAndSet(end);
  }

  /** Makes it the place where the content breaks off; returns who waited for that. */
  @Nullable Waiting fail(Failure failure) {
    return (Waiting) state.getAndSet(failure);
  }

  // ---- the readers' side; who calls holds it

  /** The buffer, still the piece's; null if it is none, or none yet. */
  @Nullable ByteBuf content() {
    return state.get() == FULL ? content : null;
  }

  /** The place behind this one, once this is a buffer. */
  @Nullable Piece next() {
    return state.get() == FULL ? next : null;
  }

  /** What the content ends with, if this is its end. */
  @Nullable End end() {
    return state.get() instanceof End end ? end : null;
  }

  /** Why the content breaks off here, if it does. */
  @Nullable Failure failure() {
    return state.get() instanceof Failure failure ? failure : null;
  }

  /** Has {@code reader} woken at the news; false if they are here already. */
  boolean await(FillReader reader) {
    for (; ; ) {
      Object now = state.get();
      if (now != null && !(now instanceof Waiting)) {
        return false;
      }
      if (state.compareAndSet(now, new Waiting(reader, (Waiting) now))) {
        return true;
      }
    }
  }

  // ---- holds

  /** Takes a hold; for who knows that there is another one. */
  void hold() {
    holds.incrementAndGet();
  }

  /** Takes a hold unless the last one is gone. */
  boolean tryHold() {
    for (; ; ) {
      int now = holds.get();
      if (now == 0) {
        return false;
      }
      if (holds.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /**
   * Gives a hold back. The last one releases the buffer and the hold on the next piece.
   *
   * @return what that has freed, by {@link #cost}
   */
  long release() {
    long freed = 0;
    Piece piece = this;
    while (piece != null && piece.holds.decrementAndGet() == 0) {
      ByteBuf done = piece.content();
      if (done != null) {
        freed += cost(done);
        done.release();
      }
      piece = piece.next();
    }
    return freed;
  }

  /** The memory that a piece with this content takes, about. */
  static long cost(ByteBuf content) {
    return COST + content.readableBytes();
  }
}
