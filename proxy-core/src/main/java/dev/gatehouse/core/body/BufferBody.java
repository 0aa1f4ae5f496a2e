package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A body that is complete in memory: an answer of the proxy's own, a request collected in full, a
 * small response that arrived with its head.
 */
public final class BufferBody implements Body {
  private final ByteBuf content;
  private final int length;
  private final @Nullable Headers trailers;
  private boolean read;
  private boolean discarded;

  /** Takes ownership of {@code content}. */
  public BufferBody(ByteBuf content) {
    this(content, null);
  }

  /** Takes ownership of {@code content}. */
  public BufferBody(ByteBuf content, @Nullable Headers trailers) {
    this.content = content;
    this.length = content.readableBytes();
    this.trailers = trailers;
  }

  @Override
  public @Nullable ByteBuf read() {
    if (read || discarded || length == 0) {
      return null;
    }
    read = true;
    return content.retainedDuplicate();
  }

  @Override
  public void demand(Runnable ready) {
    ready.run();
  }

  @Override
  public boolean ended() {
    return read || discarded || length == 0;
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
    return new BufferBody(content.retainedDuplicate(), trailers);
  }

  @Override
  public void discard() {
    if (!discarded) {
      discarded = true;
      content.release();
    }
  }
}
