package dev.gatehouse.core.filter.split;

/**
 * The weights of pools as stretches of a line from 0 to 2^32: where a client stands on it decides
 * its pool, and where it stands never changes.
 *
 * <p>The first pool lies in the middle and the others grow from the two ends: with up to three
 * pools, weight that goes from the first pool to another moves clients from the first to that
 * other, and nobody else. With any number, more weight for one pool, with that of the others as it
 * was, moves nobody out of it: its stretch grows at either end. Immutable.
 */
final class Shares {
  private static final long WHOLE = 1L << 32;

  private final int[] weights;
  private final int[] order;
  private final long[] ends;

  private Shares(int[] weights, int[] order, long[] ends) {
    this.weights = weights;
    this.order = order;
    this.ends = ends;
  }

  /**
   * @param weights of each pool, none below 0, the sum above 0
   */
  static Shares of(int[] weights) {
    int count = weights.length;
    int[] order = new int[count];
    int front = 0;
    int back = count - 1;
    for (int pool = 1; pool < count; pool++) {
      order[pool % 2 == 1 ? front++ : back--] = pool;
    }
    order[front] = 0;
    long sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    if (sum <= 0) {
      throw new IllegalArgumentException("weights: sum " + sum + " (expected: > 0)");
    }
    long[] ends = new long[count];
    long reached = 0;
    for (int i = 0; i < count; i++) {
      reached += weights[order[i]];
      ends[i] = reached * WHOLE / sum;
    }
    return new Shares(weights.clone(), order, ends);
  }

  /** The same with the weight of {@code canary} added to that of {@code control}. */
  Shares without(int canary, int control) {
    int[] changed = weights.clone();
    changed[control] += changed[canary];
    changed[canary] = 0;
    return of(changed);
  }

  /** The pool at {@code position}, 0 to 2^32 - 1. */
  int at(long position) {
    for (int i = 0; i < ends.length; i++) {
      if (position < ends[i]) {
        return order[i];
      }
    }
    throw new IllegalArgumentException("position: " + position + " (expected: < 2^32)");
  }

  int weight(int pool) {
    return weights[pool];
  }
}
