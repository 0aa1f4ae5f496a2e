package dev.gatehouse.core.concurrency;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long the answers of a stretch of time took, and whether a bound was felt in it. Fed by all
 * event loops; read and begun anew by one.
 */
public final class LatencyWindow {
  /**
   * One answer counts for so many times the base at most: a report that takes a minute says nothing
   * of a thousand requests beside it.
   */
  private static final int MOST_BASES = 8;

  private final LongAdder sum = new LongAdder();
  private final LongAdder count = new LongAdder();
  private final LongAdder pressure = new LongAdder();
  private volatile long most = Long.MAX_VALUE;

  /**
   * Takes in one answer.
   *
   * @param nanos from the beginning of the attempt to the head of its answer
   */
  public void add(long nanos) {
    sum.add(Math.min(nanos, most));
    count.increment();
  }

  /** A request found the bound reached. */
  public void felt() {
    pressure.increment();
  }

  /**
   * Hands the window to {@code limit} and begins another, if it has answers enough to tell;
   * otherwise it goes on.
   *
   * @param least how many are enough
   * @param inUse how much of the bound is in use now
   */
  public void close(AdaptiveLimit limit, int least, int inUse) {
    if (count.sum() < least) {
      return;
    }
    long answers = count.sumThenReset();
    long nanos = sum.sumThenReset(); // an answer between the two is worth less than a lock
    boolean felt = pressure.sumThenReset() > 0;
    limit.window(Math.max(1, (double) nanos / answers), felt || inUse * 2 >= limit.limit());
    most = limit.base() * MOST_BASES;
  }
}
