package dev.gatehouse.cache.store;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The content of a stored response, or a part of it, for one reader: slices of the stored memory,
 * none so large that one reader could fill its connection's buffer with it.
 */
final class StoredBody implements Body {
  private static final int PIECE = 64 * 1024;

  private final Stored stored;
  private final int length;
  private final int end;
  private int at;
  private boolean released;

  StoredBody(Stored stored, int from, int end) {
    this.stored = stored;
    this.at = from;
    this.end = end;
    this.length = end - from;
  }

  @Override
  public @Nullable ByteBuf read() {
    if (at == end || released) {
      return null;
    }
    int bytes = Math.min(PIECE, end - at);
    ByteBuf piece = stored.slice(at, bytes);
    at += bytes;
    return piece;
  }

  @Override
  public void demand(Runnable ready) {
    ready.run();
  }

  @Override
  public boolean ended() {
    return at == end || released;
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
  public void discard() {
    if (!released) {
      released = true;
      stored.release();
    }
  }
}
