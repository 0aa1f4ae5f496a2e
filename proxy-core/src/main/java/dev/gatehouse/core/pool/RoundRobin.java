package dev.gatehouse.core.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each backend in turn, as often as its weight says, spread evenly over the round: weights 2 and 1
 * give a b a, not a a b.
 *
 * <p>A round is laid out once, so that a pick is one step of a counter shared by all event loops
 * and the shares are exact.
 */
final class RoundRobin implements Balancer {
  /**
   * Turns in a round at most, as laying it out takes turns times backends; beyond it, weights are
   * rounded.
   */
  static final int MAX_ROUND = 1 << 14;

  private final Backend[] round;
  private final Backend[] backends;
  private final AtomicInteger turn;

  /**
   * Makes the balancer.
   *
   * @param turn where to go on; handed from one set of backends to the next, so that a new answer
   *     of the name server does not send everyone back to the first
   */
  RoundRobin(Backend[] backends, AtomicInteger turn) {
    this.backends = backends;
    this.turn = turn;
    int[] weights = new int[backends.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = backends[i].weight();
    }
    int[] order = Rounds.layOut(weights, MAX_ROUND);
    this.round = new Backend[order.length];
    for (int i = 0; i < order.length; i++) {
      round[i] = backends[order[i]];
    }
  }

  @Override
  public @Nullable Backend pick(PickContext context) {
    if (round.length == 0) {
      return null;
    }
    int start = Integer.remainderUnsigned(turn.getAndIncrement(), round.length);
    // A retry looks on from its turn, but not through long rounds of what it has tried.
    int look = Math.min(round.length, 2 * backends.length);
    for (int i = 0; i < look; i++) {
      int at = start + i;
      Backend backend = round[at < round.length ? at : at - round.length];
      if (!context.tried(backend)) {
        return backend;
      }
    }
    for (Backend backend : backends) {
      if (!context.tried(backend)) {
        return backend;
      }
    }
    return null;
  }
}
