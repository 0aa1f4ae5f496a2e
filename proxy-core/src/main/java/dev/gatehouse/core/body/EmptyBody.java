package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The body of a message without content. */
final class EmptyBody implements Body {
  static final EmptyBody INSTANCE = new EmptyBody();

  private EmptyBody() {}

  @Override
  public @Nullable ByteBuf read() {
    return null;
  }

  @Override
  public void demand(Runnable ready) {
    ready.run();
  }

  @Override
  public boolean ended() {
    return true;
  }

  @Override
  public @Nullable Failure failure() {
    return null;
  }

  @Override
  public long length() {
    return 0;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public Body replay() {
    return this;
  }

  @Override
  public void discard() {}
}
