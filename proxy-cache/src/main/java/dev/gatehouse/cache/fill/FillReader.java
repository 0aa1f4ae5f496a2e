package dev.gatehouse.cache.fill;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of a {@link Fill}, as a body. It holds the place that it has to read next, and with it
 * all that follows.
 *
 * <p>Confined to its event loop, except for {@link #wake}.
 */
final class FillReader implements Body, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FillReader.class);

  private final Fill fill;
  private final EventExecutor loop;
  private @Nullable Piece at;
  private @Nullable Runnable waiting;
  private @Nullable Headers trailers;

  /** Takes over a hold on {@code first}. */
  FillReader(Fill fill, EventExecutor loop, Piece first) {
    this.fill = fill;
    this.loop = loop;
    this.at = first;
  }

  @Override
  public @Nullable ByteBuf read() {
    Piece here = at;
    ByteBuf content = here == null ? null : here.content();
    Piece next = here == null ? null : here.next();
    if (content == null || here == null || next == null) {
      return null;
    }
    ByteBuf piece = content.retainedDuplicate();
    next.hold();
    at = next;
    fill.freed(here.release());
    return piece;
  }

  @Override
  public void demand(Runnable ready) {
    waiting = ready;
    if (at == null || !at.await(this)) {
      run();
    }
  }

  /** Tells the reader that there are news; on home. */
  void wake(EventExecutor home) {
    if (loop == home) {
      try {
        run();
      } catch (RuntimeException bug) {
        // the others must have their content whatever one of them does
        LOG.error("a reader of a response that is being stored failed unexpectedly", bug);
      }
      return;
    }
    try {
      loop.execute(this);
    } catch (RejectedExecutionException e) {
      LOG.debug("a reader's event loop has ended, and its client with it", e);
    }
  }

  @Override
  public void run() {
    Runnable ready = waiting;
    if (ready != null) {
      waiting = null;
      ready.run();
    }
  }

  @Override
  public boolean ended() {
    return at == null || at.end() != null;
  }

  @Override
  public @Nullable Failure failure() {
    return at == null ? null : at.failure();
  }

  @Override
  public long length() {
    return fill.length();
  }

  /** Each reader has a section of its own, which it may change. */
  @Override
  public @Nullable Headers trailers() {
    Piece.End end = at == null ? null : at.end();
    if (trailers == null && end != null && end.trailers() != null) {
      trailers = end.trailers().copy();
    }
    return trailers;
  }

  @Override
  public void discard() {
    Piece here = at;
    if (here != null) {
      at = null;
      waiting = null;
      fill.freed(here.release());
      fill.left();
    }
  }
}
