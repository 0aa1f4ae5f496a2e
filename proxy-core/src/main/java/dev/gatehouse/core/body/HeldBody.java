package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A body that is not asked for until it is let go: what a reader demands before that waits, so that
 * a client that expects 100 (Continue) is not told to go on before somebody wants its content.
 *
 * <p>While it is held it has not been touched: giving it up leaves the source as it was.
 */
public final class HeldBody extends WrappedBody {
  private @Nullable Runnable waiting;
  private boolean held = true;

  public HeldBody(Body source) {
    super(source);
  }

  /** Lets the source be read from here on; harmless when repeated. */
  public void release() {
    if (held) {
      held = false;
      Runnable ready = waiting;
      waiting = null;
      if (ready != null) {
        super.demand(ready);
      }
    }
  }

  @Override
  public @Nullable ByteBuf read() {
    return held ? null : super.read();
  }

  @Override
  public void demand(Runnable ready) {
    if (held) {
      waiting = ready;
    } else {
      super.demand(ready);
    }
  }

  @Override
  public boolean ended() {
    return !held && super.ended();
  }

  @Override
  public @Nullable Failure failure() {
    return held ? null : super.failure();
  }

  @Override
  public void discard() {
    waiting = null;
    if (!held) {
      super.discard();
    }
  }
}
