package dev.gatehouse.core.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each candidate in turn, as often as its weight says, spread evenly over the round: weights 2 and
 * 1 give a b a, not a a b.
 *
 * <p>A round is laid out once, so that a pick is one step of a counter shared by all event loops
 * and the shares are exact.
 */
public final class RoundRobin<C extends Candidate> implements Balancer<C> {
  /**
   * Turns in a round at most, as laying it out takes turns times backends; beyond it, weights are
   * rounded.
   */
  static final int MAX_ROUND = 1 << 14;

  private final List<C> round;
  private final Weighted<C> shares;
  private final AtomicInteger turn;

  /**
   * Makes the balancer.
   *
   * @param turn where to go on; handed from one set of candidates to the next, so that a change
   *     does not send everyone back to the first
   */
  public RoundRobin(List<Share<C>> shares, AtomicInteger turn) {
    this.shares = new Weighted<>(shares);
    this.turn = turn;
    int[] order = Rounds.layOut(shares.stream().mapToInt(Share::weight).toArray(), MAX_ROUND);
    List<C> turns = new ArrayList<>(order.length);
    for (int index : order) {
      turns.add(shares.get(index).candidate());
    }
    this.round = turns;
  }

  @Override
  public @Nullable C pick(PickContext<C> context) {
    if (round.isEmpty()) {
      return null;
    }
    int length = round.size();
    // A retry takes nobody's turn: else, of two candidates, one that fails would get all turns.
    int now = context.again() ? turn.get() : turn.getAndIncrement();
    int start = Integer.remainderUnsigned(now, length);
    // It looks on from there, but not through long rounds of what it has tried.
    int look = Math.min(length, 2 * shares.size());
    for (int i = 0; i < look; i++) {
      int at = start + i;
      C candidate = round.get(at < length ? at : at - length);
      if (!context.tried(candidate)) {
        return candidate;
      }
    }
    for (int i = 0; i < shares.size(); i++) {
      if (!context.tried(shares.candidate(i))) {
        return shares.candidate(i);
      }
    }
    return null;
  }
}
