package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.WrappedBody;
import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that breaks off when it turns out to be too long. */
final class LimitedBody extends WrappedBody {
  private final Failure tooLarge;
  private long left;
  private boolean exceeded;

  LimitedBody(Body source, long max, Failure tooLarge) {
    super(source);
    this.left = max;
    this.tooLarge = tooLarge;
  }

  @Override
  public @Nullable ByteBuf read() {
    ByteBuf piece = exceeded ? null : super.read();
    if (piece == null) {
      return null;
    }
    left -= piece.readableBytes();
    if (left < 0) {
      exceeded = true;
      piece.release();
      super.discard();
      return null;
    }
    return piece;
  }

  @Override
  public void demand(Runnable ready) {
    if (exceeded) {
      ready.run();
    } else {
      super.demand(ready);
    }
  }

  @Override
  public boolean ended() {
    return !exceeded && super.ended();
  }

  @Override
  public @Nullable Failure failure() {
    return exceeded ? tooLarge : super.failure();
  }
}
