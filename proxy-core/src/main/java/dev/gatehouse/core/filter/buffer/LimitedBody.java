package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that breaks off when it turns out to be too long. */
final class LimitedBody implements Body {
  private final Body source;
  private final Failure tooLarge;
  private long left;
  private boolean exceeded;

  LimitedBody(Body source, long max, Failure tooLarge) {
    this.source = source;
    this.left = max;
    this.tooLarge = tooLarge;
  }

  @Override
  public @Nullable ByteBuf read() {
    ByteBuf piece = exceeded ? null : source.read();
    if (piece == null) {
      return null;
    }
    left -= piece.readableBytes();
    if (left < 0) {
      exceeded = true;
      piece.release();
      source.discard();
      return null;
    }
    return piece;
  }

  @Override
  public void demand(Runnable ready) {
    if (exceeded) {
      ready.run();
    } else {
      source.demand(ready);
    }
  }

  @Override
  public boolean ended() {
    return !exceeded && source.ended();
  }

  @Override
  public @Nullable Failure failure() {
    return exceeded ? tooLarge : source.failure();
  }

  @Override
  public long length() {
    return source.length();
  }

  @Override
  public @Nullable Headers trailers() {
    return source.trailers();
  }

  @Override
  public void discard() {
    source.discard();
  }
}
