package dev.gatehouse.cache.filter;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.body.WrappedBody;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content that passes through on its way to its one reader, at his pace, and is kept meanwhile as
 * long as it fits.
 */
final class KeptBody extends WrappedBody {
  /** Told once what has passed. */
  interface Keeper {
    /**
     * Nothing more comes.
     *
     * @param pieces the content, lent until this returns; null if it did not fit
     * @param ended whether it came to its end; else it broke off, or its reader left
     */
    void kept(@Nullable List<ByteBuf> pieces, long bytes, boolean ended);
  }

  /** What a piece takes beside its bytes. */
  private static final int PIECE_COST = 192;

  private final long most;
  private final MemoryBudget budget;
  private final Keeper keeper;
  private @Nullable List<ByteBuf> pieces = new ArrayList<>();
  private long bytes;
  private long reserved;
  private boolean told;

  /**
   * @param most how many bytes are kept at most
   */
  KeptBody(Body source, long most, MemoryBudget budget, Keeper keeper) {
    super(source);
    this.most = most;
    this.budget = budget;
    this.keeper = keeper;
  }

  @Override
  public @Nullable ByteBuf read() {
    ByteBuf piece = super.read();
    if (piece != null) {
      keep(piece);
    } else if (super.failure() == null && super.ended()) {
      tell(true);
    }
    return piece;
  }

  private void keep(ByteBuf piece) {
    List<ByteBuf> all = pieces;
    int length = piece.readableBytes();
    bytes += length;
    if (all == null) {
      return;
    }
    long cost = (long) PIECE_COST + length;
    if (bytes > most || !budget.reserve(cost)) {
      drop(all);
      pieces = null;
    } else {
      reserved += cost;
      all.add(piece.retainedDuplicate());
    }
  }

  private void drop(List<ByteBuf> all) {
    all.forEach(ByteBuf::release);
    budget.release(reserved);
    reserved = 0;
  }

  private void tell(boolean ended) {
    if (told) {
      return;
    }
    told = true;
    List<ByteBuf> all = pieces;
    pieces = null;
    try {
      keeper.kept(all, bytes, ended);
    } finally {
      if (all != null) {
        drop(all);
      }
    }
  }

  @Override
  public void discard() {
    boolean ended = !told && super.failure() == null && super.ended();
    super.discard();
    tell(ended);
  }
}
