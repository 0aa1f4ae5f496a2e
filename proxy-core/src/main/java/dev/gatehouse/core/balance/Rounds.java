package dev.gatehouse.core.balance;

import java.util.Arrays;

/** The layout of a weighted round: who has which turn. Pure functions. */
final class Rounds {
  private Rounds() {}

  /**
   * Returns the members' numbers in the order of their turns. Each occurs as often as its weight,
   * divided by what all weights have in common; where that is longer than {@code max}, weights are
   * scaled down, to 1 at least.
   *
   * @param weights above 0
   */
  static int[] layOut(int[] weights, int max) {
    int[] turns = reduced(weights, max);
    int[] order = new int[Arrays.stream(turns).sum()];
    // Each step everyone earns its weight, and who has most pays for a turn: the light ones end up
    // spread among the turns of the heavy, and apart from each other.
    int[] credit = new int[turns.length];
    for (int step = 0; step < order.length; step++) {
      int richest = 0;
      for (int i = 0; i < credit.length; i++) {
        credit[i] += turns[i];
        richest = credit[i] > credit[richest] ? i : richest;
      }
      credit[richest] -= order.length;
      order[step] = richest;
    }
    return order;
  }

  private static int[] reduced(int[] weights, int max) {
    int divisor = 0;
    long sum = 0;
    for (int weight : weights) {
      divisor = greatestCommonDivisor(weight, divisor);
      sum += weight;
    }
    int[] reduced = new int[weights.length];
    for (int i = 0; i < weights.length; i++) {
      reduced[i] =
          sum / divisor <= max
              ? weights[i] / divisor
              : (int) Math.max(1, (long) weights[i] * max / sum);
    }
    return reduced;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
