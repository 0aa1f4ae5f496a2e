package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that was collected in memory. Holds its pieces until it is discarded. */
final class MemoryBody implements Body {
  private final Pieces pieces;
  private final @Nullable Headers trailers;
  private final long length;
  private int next;
  private boolean discarded;

  /** Takes over one hold on {@code pieces}. */
  MemoryBody(Pieces pieces, @Nullable Headers trailers) {
    this.pieces = pieces;
    this.trailers = trailers;
    this.length = pieces.bytes();
  }

  @Override
  public @Nullable ByteBuf read() {
    return ended() ? null : pieces.share(next++);
  }

  @Override
  public void demand(Runnable ready) {
    ready.run();
  }

  @Override
  public boolean ended() {
    return discarded || next == pieces.count();
  }

  @Override
  public @Nullable Failure failure() {
    return null;
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
  public boolean replayable() {
    return !discarded;
  }

  @Override
  public Body replay() {
    if (discarded) {
      throw new IllegalStateException("body: discarded (expected: replayed before)");
    }
    return new MemoryBody(pieces.retain(), trailers);
  }

  @Override
  public void discard() {
    if (!discarded) {
      discarded = true;
      pieces.release();
    }
  }
}
