package dev.gatehouse.core.balance;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The candidate, of two drawn at random by weight, that should answer sooner: its expected latency
 * times the requests before it, the new one included, for its weight.
 *
 * <p>The latency is a peak-sensitive average ({@link PeakAverage}): one that has turned slow is
 * avoided at once, and comes back as time passes.
 */
public final class LeastTime<C extends Candidate> implements Balancer<C> {
  private final TwoChoices<C> choices;

  public LeastTime(List<Share<C>> shares) {
    this(shares, TwoChoices.chance());
  }

  /**
   * Makes the balancer with its source of chance.
   *
   * @param random gives a number from 0 to its argument, exclusive; called by any thread
   */
  public LeastTime(List<Share<C>> shares, IntUnaryOperator random) {
    this.choices =
        new TwoChoices<>(
            shares,
            (a, weightA, b, weightB, context) ->
                wait(a, context.now()) / weightA < wait(b, context.now()) / weightB,
            random);
  }

  @Override
  public @Nullable C pick(PickContext<C> context) {
    return choices.pick(context);
  }

  /**
   * One whose latency is unknown is tried while it has nothing to do, and then taken for slow until
   * it has answered once: else all requests would go to it meanwhile.
   */
  private static double wait(Candidate candidate, long now) {
    int active = candidate.active();
    long latency = candidate.latency(now);
    if (latency == 0 && active > 0) {
      return Double.MAX_VALUE / 2_000 + active;
    }
    return (double) latency * (active + 1);
  }
}
