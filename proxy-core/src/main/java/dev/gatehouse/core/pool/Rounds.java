package dev.gatehouse.core.pool;

import java.util.Arrays;
import java.util.PriorityQueue;

/** The layout of a weighted round: who has which turn. Pure functions. */
final class Rounds {
  private Rounds() {}

  /** The next turn of one member: where in the round, from 0 to 1, it should be. */
  private record Turn(int member, int count, int weight) implements Comparable<Turn> {
    // The middle of the count-th of `weight` equal parts of the round: (2 count + 1) / 2 weight.
    @Override
    public int compareTo(Turn other) {
      int order = Long.compare((2L * count + 1) * other.weight, (2L * other.count + 1) * weight);
      return order != 0 ? order : Integer.compare(member, other.member);
    }

    Turn next() {
      return new Turn(member, count + 1, weight);
    }
  }

  /**
   * Returns the members' numbers in the order of their turns. Each occurs as often as its weight,
   * divided by what all weights have in common; where that is longer than {@code max}, weights are
   * scaled down, to 1 at least.
   *
   * @param weights above 0
   */
  static int[] layOut(int[] weights, int max) {
    int[] turns = reduced(weights, max);
    PriorityQueue<Turn> queue = new PriorityQueue<>();
    for (int i = 0; i < turns.length; i++) {
      queue.add(new Turn(i, 0, turns[i]));
    }
    int[] order = new int[Arrays.stream(turns).sum()];
    for (int i = 0; i < order.length; i++) {
      Turn turn = queue.remove();
      order[i] = turn.member;
      if (turn.count + 1 < turn.weight) {
        queue.add(turn.next());
      }
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
