package dev.gatehouse.cache.range;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.WrappedBody;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of another body, which it owns: what lies before it is read and dropped, and the
 * rest is given up once it has been read.
 */
public final class PartBody extends WrappedBody {
  private static final Failure TOO_SHORT =
      Failure.of(FailureReason.INTERNAL, "a part reaches beyond the end");

  private final long length;
  private long skip;
  private long left;
  private boolean discarded;

  /**
   * @param range what is wanted of {@code whole}
   */
  public PartBody(Body whole, ByteRange range) {
    super(whole);
    this.length = range.length();
    this.skip = range.first();
    this.left = length;
  }

  @Override
  public @Nullable ByteBuf read() {
    while (left > 0) {
      ByteBuf piece = super.read();
      if (piece == null) {
        return null;
      }
      int bytes = piece.readableBytes();
      if (bytes <= skip) {
        skip -= bytes;
        piece.release();
        continue;
      }
      piece.skipBytes((int) skip);
      skip = 0;
      if (piece.readableBytes() > left) {
        piece.writerIndex(piece.readerIndex() + (int) left);
      }
      left -= piece.readableBytes();
      if (left == 0) {
        super.discard();
      }
      return piece;
    }
    return null;
  }

  @Override
  public void demand(Runnable ready) {
    if (left == 0) {
      ready.run();
    } else {
      super.demand(ready);
    }
  }

  @Override
  public boolean ended() {
    return left == 0 || discarded;
  }

  /** A body that ends before the run does has not been what it said. */
  @Override
  public @Nullable Failure failure() {
    if (left == 0 || discarded) {
      return null;
    }
    Failure failure = super.failure();
    return failure == null && super.ended() ? TOO_SHORT : failure;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public @Nullable Headers trailers() {
    return null;
  }

  @Override
  public void discard() {
    discarded = true;
    super.discard();
  }
}
