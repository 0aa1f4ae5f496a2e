package dev.gatehouse.core.forward;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntUnaryOperator;

/**
 * How long a route's backends took of late to the head of their answers, and by when a given part
 * of them had it: counts in buckets an eighth of an octave wide, halved now and then so that what
 * is old loses its weight.
 *
 * <p>Shared by all event loops, without a lock; only routes that hedge have one.
 */
final class HeadTimes {
  /** What {@link #percentile()} says while too little is known. */
  static final long UNKNOWN = -1;

  /** Times are told apart from 16 microseconds on, up to a few minutes. */
  static final int BUCKETS = 192;

  private static final int SHIFT = 14;

  /** How many times have to be known, and after how many the percentile is looked up again. */
  private static final int ENOUGH = 64;

  private static final int HALVE_AT = 4096;
  private static final int WHOLE = 10_000;

  private final int hundredths;
  private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
  private final AtomicInteger recorded = new AtomicInteger();
  private volatile long percentile = UNKNOWN;

  /**
   * @param hundredths of a percent: the part by which the time is asked for
   */
  HeadTimes(int hundredths) {
    this.hundredths = hundredths;
  }

  /** The time in nanoseconds within which the part of the answers had come. */
  long percentile() {
    return percentile;
  }

  void record(long nanos) {
    counts.getAndIncrement(bucket(nanos));
    int now = recorded.incrementAndGet();
    if (now % ENOUGH == 0) {
      percentile = percentile(counts::get, hundredths);
    }
    if (now >= HALVE_AT && recorded.compareAndSet(now, 0)) {
      for (int i = 0; i < BUCKETS; i++) {
        counts.getAndAdd(i, -(counts.get(i) / 2));
      }
    }
  }

  /** The bucket of a time; those that are longer than any share the last one. */
  static int bucket(long nanos) {
    long units = Math.max(0, nanos) >>> SHIFT;
    if (units < 8) {
      return (int) units;
    }
    int octave = 63 - Long.numberOfLeadingZeros(units);
    int eighth = (int) (units >>> (octave - 3)) & 7;
    return Math.min(BUCKETS - 1, (octave - 2) * 8 + eighth);
  }

  /** The shortest time that is above a bucket. */
  static long above(int bucket) {
    if (bucket < 7) {
      return (bucket + 1L) << SHIFT;
    }
    int next = bucket + 1;
    return (8L + next % 8) << (next / 8 - 1 + SHIFT);
  }

  /** The end of the bucket below which {@code hundredths} of a percent of all counts are. */
  static long percentile(IntUnaryOperator counts, int hundredths) {
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += counts.applyAsInt(i);
    }
    long rank = (all * hundredths + WHOLE - 1) / WHOLE;
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.applyAsInt(i);
      if (seen >= rank && seen > 0) {
        return above(i);
      }
    }
    return UNKNOWN;
  }
}
