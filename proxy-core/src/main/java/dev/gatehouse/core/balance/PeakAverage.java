package dev.gatehouse.core.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An average over time that rises at once and falls slowly: of latencies, of which the bad news
 * matters more than the good. A value loses its weight with age: after {@link #DECAY_MILLIS}
 * without another, about a third of it is left.
 *
 * <p>Thread-safe; written by all event loops without locks or memory.
 */
public final class PeakAverage {
  /** The time after which a value counts for 1/e of what it did. */
  public static final long DECAY_MILLIS = 10_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  // The average in microseconds as a float, above the moment in milliseconds: both in one word.
  private final AtomicLong state = new AtomicLong();

  /**
   * Takes in one value.
   *
   * @param value nanoseconds, 0 or more
   * @param now the moment, of the clock that {@link #at} is asked with
   */
  public void add(long value, long now) {
    int moment = moment(now);
    float micros = Math.max(value / 1000f, 0.001f);
    long before;
    long after;
    do {
      before = state.get();
      float old = average(before);
      float kept = (float) Math.exp(-(double) age(before, moment) / DECAY_MILLIS);
      float next = micros > old ? micros : old * kept + micros * (1 - kept);
      after = pack(next, moment);
    } while (!state.compareAndSet(before, after));
  }

  /** The average at {@code now} in nanoseconds; 0 if there never was a value. */
  public long at(long now) {
    long seen = state.get();
    if (seen == 0) {
      return 0;
    }
    double kept = Math.exp(-(double) age(seen, moment(now)) / DECAY_MILLIS);
    return Math.max(1, (long) (average(seen) * 1000.0 * kept));
  }

  private static int moment(long now) {
    return (int) (now / NANOS_PER_MILLI);
  }

  private static int age(long state, int moment) {
    return state == 0 ? 0 : Math.max(0, moment - (int) state);
  }

  private static float average(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static long pack(float average, int moment) {
    return ((long) Float.floatToRawIntBits(average) << 32) | (moment & 0xffff_ffffL);
  }
}
