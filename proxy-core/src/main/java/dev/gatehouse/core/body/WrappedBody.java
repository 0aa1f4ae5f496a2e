package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that is another one, but for what its subclass changes. */
public abstract class WrappedBody implements Body {
  private final Body source;

  protected WrappedBody(Body source) {
    this.source = source;
  }

  @Override
  public @Nullable ByteBuf read() {
    return source.read();
  }

  @Override
  public void demand(Runnable ready) {
    source.demand(ready);
  }

  @Override
  public boolean ended() {
    return source.ended();
  }

  @Override
  public @Nullable Failure failure() {
    return source.failure();
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
