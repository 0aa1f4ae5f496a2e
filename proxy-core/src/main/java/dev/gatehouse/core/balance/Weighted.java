package dev.gatehouse.core.balance;

import java.util.List;

/**
 * A set of candidates laid out end to end by weight, so that a number below the sum of the weights
 * names one with the chance that its weight gives it. Immutable.
 */
final class Weighted<C extends Candidate> {
  private final List<Share<C>> shares;
  // ends[i]: the sum of the weights of shares 0 to i.
  private final int[] ends;

  Weighted(List<Share<C>> shares) {
    this.shares = List.copyOf(shares);
    this.ends = new int[shares.size()];
    int sum = 0;
    for (int i = 0; i < ends.length; i++) {
      sum = Math.addExact(sum, shares.get(i).weight());
      ends[i] = sum;
    }
  }

  int size() {
    return ends.length;
  }

  int total() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  C candidate(int index) {
    return shares.get(index).candidate();
  }

  int weight(int index) {
    return shares.get(index).weight();
  }

  /**
   * The index of the share that {@code point} falls into.
   *
   * @param point from 0 to {@link #total}, exclusive
   */
  int at(int point) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (point < ends[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * The index of the share that {@code point} falls into once share {@code without} is taken out.
   *
   * @param point from 0 to {@link #total} less the weight of {@code without}, exclusive
   */
  int atWithout(int without, int point) {
    int weight = weight(without);
    return at(point < ends[without] - weight ? point : point + weight);
  }
}
