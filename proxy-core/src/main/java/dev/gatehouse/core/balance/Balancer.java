package dev.gatehouse.core.balance;

import org.jspecify.annotations.Nullable;

/**
 * The choice of a candidate for a request among a fixed set. Called by all event loops at once:
 * never blocks, never allocates.
 */
public sealed interface Balancer<C extends Candidate>
    permits LeastRequest, LeastTime, Maglev, RandomPick, RingHash, RoundRobin {
  /** A candidate that {@code context} has not tried; null if there is none. */
  @Nullable C pick(PickContext<C> context);
}
