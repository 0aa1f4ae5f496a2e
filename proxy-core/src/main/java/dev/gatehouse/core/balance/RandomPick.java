package dev.gatehouse.core.balance;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Any candidate, with the chance that its weight gives it. */
public final class RandomPick<C extends Candidate> implements Balancer<C> {
  private static final int DRAWS = 4;

  private final Weighted<C> shares;
  private final IntUnaryOperator random;

  public RandomPick(List<Share<C>> shares) {
    this(shares, TwoChoices.chance());
  }

  /**
   * Makes the balancer with its source of chance.
   *
   * @param random gives a number from 0 to its argument, exclusive; called by any thread
   */
  public RandomPick(List<Share<C>> shares, IntUnaryOperator random) {
    this.shares = new Weighted<>(shares);
    this.random = random;
  }

  @Override
  public @Nullable C pick(PickContext<C> context) {
    if (shares.size() == 0) {
      return null;
    }
    int drawn = 0;
    for (int i = 0; i < DRAWS; i++) {
      drawn = shares.at(random.applyAsInt(shares.total()));
      if (!context.tried(shares.candidate(drawn))) {
        return shares.candidate(drawn);
      }
    }
    for (int i = 1; i < shares.size(); i++) { // a retry in a small set: the next that is left
      C next = shares.candidate((drawn + i) % shares.size());
      if (!context.tried(next)) {
        return next;
      }
    }
    return null;
  }
}
