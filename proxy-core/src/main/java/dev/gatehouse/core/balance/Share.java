package dev.gatehouse.core.balance;

/**
 * A candidate and its weight relative to those of the others in its set.
 *
 * @param weight above 0
 */
public record Share<C extends Candidate>(C candidate, int weight) {
  public Share {
    if (weight <= 0) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
    }
  }
}
