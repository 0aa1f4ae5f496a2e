package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body that was collected in a spill file. While one chunk is with the reader the next one is
 * read ahead, so that memory stays at one chunk whatever the length. Holds the file until it is
 * discarded.
 */
final class SpillBody implements Body, SpillFile.Completion {
  /** The most bytes in one piece. */
  static final int CHUNK = 64 * 1024;

  private final SpillFile file;
  private final long length;
  private final @Nullable Headers trailers;
  private final MemoryBudget budget;
  private @Nullable ByteBuf filling;
  private @Nullable ByteBuf filled;
  private @Nullable Failure failure;
  private @Nullable Runnable waiting;
  private long fetched;
  private long delivered;
  private boolean discarded;

  /**
   * Takes over one hold on {@code file}.
   *
   * @param length how many bytes were written to it
   */
  SpillBody(SpillFile file, long length, @Nullable Headers trailers, MemoryBudget budget) {
    this.file = file;
    this.length = length;
    this.trailers = trailers;
    this.budget = budget;
  }

  @Override
  public @Nullable ByteBuf read() {
    ByteBuf chunk = filled;
    if (chunk != null) {
      filled = null;
      int size = chunk.readableBytes();
      delivered += size;
      budget.release(size);
    }
    readAhead();
    return chunk;
  }

  @Override
  public void demand(Runnable ready) {
    if (filled != null || failure != null || ended()) {
      ready.run();
    } else {
      waiting = ready;
      readAhead();
    }
  }

  private void readAhead() {
    if (filling != null || filled != null || failure != null || discarded || fetched == length) {
      return;
    }
    int size = (int) Math.min(CHUNK, length - fetched);
    // Not a reservation: the body was let in, one chunk is all it takes to let it out again.
    budget.charge(size);
    ByteBuf chunk = ByteBufAllocator.DEFAULT.directBuffer(size, size);
    filling = chunk;
    file.read(chunk.nioBuffer(0, size), fetched, this);
  }

  @Override
  public void completed(@Nullable IOException problem) {
    ByteBuf chunk = filling;
    if (chunk == null) {
      throw new IllegalStateException("a chunk was read that nobody asked for");
    }
    filling = null;
    if (discarded || problem != null) {
      budget.release(chunk.capacity());
      chunk.release();
      failure = problem == null ? null : Failure.of(FailureReason.SPILL_FAILED, problem);
    } else {
      filled = chunk.writerIndex(chunk.capacity());
      fetched += chunk.capacity();
    }
    Runnable ready = waiting;
    if (ready != null) {
      waiting = null;
      ready.run();
    }
  }

  @Override
  public boolean ended() {
    return discarded || delivered == length;
  }

  @Override
  public @Nullable Failure failure() {
    return failure;
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
    return new SpillBody(file.retain(), length, trailers, budget);
  }

  @Override
  public void discard() {
    if (discarded) {
      return;
    }
    discarded = true;
    waiting = null;
    ByteBuf chunk = filled;
    if (chunk != null) {
      filled = null;
      budget.release(chunk.readableBytes());
      chunk.release();
    }
    file.release();
  }
}
