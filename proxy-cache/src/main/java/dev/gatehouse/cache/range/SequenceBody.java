package dev.gatehouse.cache.range;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bodies one behind the other, as one. It owns them; the first that breaks off breaks it off.
 * Trailers of the parts are dropped: they are about what the parts were parts of.
 */
public final class SequenceBody implements Body {
  private final List<Body> parts;
  private final long length;
  private int at;
  private boolean discarded;

  /**
   * @param parts at least one
   */
  public SequenceBody(List<Body> parts) {
    this.parts = List.copyOf(parts);
    long sum = 0;
    for (Body part : parts) {
      sum =
          sum == UNKNOWN_LENGTH || part.length() == UNKNOWN_LENGTH
              ? UNKNOWN_LENGTH
              : sum + part.length();
    }
    this.length = sum;
  }

  @Override
  public @Nullable ByteBuf read() {
    while (!discarded) {
      Body part = parts.get(at);
      ByteBuf piece = part.read();
      if (piece != null || !moveOn()) {
        return piece;
      }
    }
    return null;
  }

  /** Goes to the next part if this one is done and there is one. */
  private boolean moveOn() {
    Body part = parts.get(at);
    if (at == parts.size() - 1 || part.failure() != null || !part.ended()) {
      return false;
    }
    part.discard();
    at++;
    return true;
  }

  @Override
  public void demand(Runnable ready) {
    if (discarded) {
      ready.run();
    } else {
      parts.get(at).demand(ready);
    }
  }

  @Override
  public boolean ended() {
    return discarded || (at == parts.size() - 1 && parts.get(at).ended());
  }

  @Override
  public @Nullable Failure failure() {
    return discarded ? null : parts.get(at).failure();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void discard() {
    if (!discarded) {
      discarded = true;
      for (int i = at; i < parts.size(); i++) {
        parts.get(i).discard();
      }
    }
  }
}
