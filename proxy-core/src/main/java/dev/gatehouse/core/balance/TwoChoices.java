package dev.gatehouse.core.balance;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The better of two candidates drawn at random by weight: nearly as good as the best of all, at a
 * constant price, and without the stampede towards the one that was best a moment ago
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing").
 *
 * @param <C> what is chosen among
 */
final class TwoChoices<C extends Candidate> {
  /** The order in which one candidate is better than another. */
  interface Order<C extends Candidate> {
    /** True if {@code a} of weight {@code weightA} should be preferred to {@code b}. */
    boolean isBetter(C a, int weightA, C b, int weightB, PickContext<C> context);
  }

  private final Weighted<C> shares;
  private final Order<C> order;
  private final IntUnaryOperator random;

  /**
   * @param random gives a number from 0 to its argument, exclusive; called by any thread
   */
  TwoChoices(List<Share<C>> shares, Order<C> order, IntUnaryOperator random) {
    this.shares = new Weighted<>(shares);
    this.order = order;
    this.random = random;
  }

  /** Each thread's own source of chance. */
  static IntUnaryOperator chance() {
    return bound -> ThreadLocalRandom.current().nextInt(bound);
  }

  @Nullable C pick(PickContext<C> context) {
    if (shares.size() < 2) {
      return shares.size() == 0 || context.tried(shares.candidate(0)) ? null : shares.candidate(0);
    }
    int first = shares.at(random.applyAsInt(shares.total()));
    int second = shares.atWithout(first, random.applyAsInt(shares.total() - shares.weight(first)));
    C one = shares.candidate(first);
    C other = shares.candidate(second);
    if (context.tried(one)) {
      return context.tried(other) ? bestOfAll(context) : other;
    }
    return context.tried(other)
            || !order.isBetter(other, shares.weight(second), one, shares.weight(first), context)
        ? one
        : other;
  }

  private @Nullable C bestOfAll(PickContext<C> context) {
    int best = -1;
    for (int i = 0; i < shares.size(); i++) {
      if (!context.tried(shares.candidate(i))
          && (best < 0
              || order.isBetter(
                  shares.candidate(i),
                  shares.weight(i),
                  shares.candidate(best),
                  shares.weight(best),
                  context))) {
        best = i;
      }
    }
    return best < 0 ? null : shares.candidate(best);
  }
}
