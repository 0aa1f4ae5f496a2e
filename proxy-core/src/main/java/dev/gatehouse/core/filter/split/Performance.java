package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.settings.Percentage;

/**
 * How one pool has done up to some moment, or between two.
 *
 * @param requests those that it answered, or failed to
 * @param failed those of them that failed
 * @param times how many took how long, by {@link Buckets}
 */
@SuppressWarnings("ArrayRecordComponent") // made once a second, never changed or compared
record Performance(long requests, long failed, long[] times) {
  static final int REQUESTS = 0;
  static final int FAILED = 1;
  private static final int TIMES = 2;

  /** How many cells tallies need for it. */
  static final int CELLS = TIMES + Buckets.COUNT;

  /** The cell of a bucket of times. */
  static int cell(int bucket) {
    return TIMES + bucket;
  }

  /** What has been tallied so far. */
  static Performance of(Tallies tallies) {
    long[] sums = tallies.sums();
    long[] times = new long[Buckets.COUNT];
    System.arraycopy(sums, TIMES, times, 0, times.length);
    return new Performance(sums[REQUESTS], sums[FAILED], times);
  }

  /** What came after {@code earlier}. */
  Performance since(Performance earlier) {
    long[] between = new long[times.length];
    for (int i = 0; i < between.length; i++) {
      between[i] = times[i] - earlier.times[i];
    }
    return new Performance(requests - earlier.requests, failed - earlier.failed, between);
  }

  /** How many were timed. */
  long timed() {
    return slowerThan(-1);
  }

  /** How many took longer than all that belong in {@code bucket}. */
  long slowerThan(int bucket) {
    long slower = 0;
    for (int i = bucket + 1; i < times.length; i++) {
      slower += times[i];
    }
    return slower;
  }

  /** The first bucket with no more than the rest of {@code part} above it. */
  int percentile(Percentage part) {
    double above = timed() - part.part((double) timed());
    int bucket = 0;
    while (slowerThan(bucket) > above) {
      bucket++;
    }
    return bucket;
  }
}
