package dev.gatehouse.core.balance;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The less busy of two candidates drawn at random by weight; busy is how many requests it has under
 * way for its weight.
 */
public final class LeastRequest<C extends Candidate> implements Balancer<C> {
  private final TwoChoices<C> choices;

  public LeastRequest(List<Share<C>> shares) {
    this(shares, TwoChoices.chance());
  }

  /**
   * Makes the balancer with its source of chance.
   *
   * @param random gives a number from 0 to its argument, exclusive; called by any thread
   */
  public LeastRequest(List<Share<C>> shares, IntUnaryOperator random) {
    this.choices =
        new TwoChoices<>(
            shares,
            (a, weightA, b, weightB, context) -> isLessBusy(a, weightA, b, weightB),
            random);
  }

  @Override
  public @Nullable C pick(PickContext<C> context) {
    return choices.pick(context);
  }

  private static boolean isLessBusy(Candidate a, int weightA, Candidate b, int weightB) {
    return (long) a.active() * weightB < (long) b.active() * weightA;
  }
}
