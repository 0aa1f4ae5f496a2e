package dev.gatehouse.core.filter.split;

/**
 * The classes that durations are counted in: eight to a power of two, so that neighbours are at
 * most an eighth apart; from 16 µs to more than a minute. Pure functions.
 */
final class Buckets {
  private static final int LOWEST = 14;
  private static final int OCTAVES = 23;
  private static final int STEPS = 8;
  private static final int STEP_BITS = 3;

  /** How many there are. */
  static final int COUNT = OCTAVES * STEPS;

  private Buckets() {}

  /** The bucket of a duration. */
  static int of(long nanos) {
    if (nanos < 1L << LOWEST) {
      return 0;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (octave - STEP_BITS)) & (STEPS - 1);
    return Math.min(COUNT - 1, (octave - LOWEST) * STEPS + step);
  }

  /** The longest duration in a bucket, about, in nanoseconds. */
  static long end(int bucket) {
    int next = bucket + 1;
    return (long) (STEPS + next % STEPS) << (LOWEST + next / STEPS - STEP_BITS);
  }
}
