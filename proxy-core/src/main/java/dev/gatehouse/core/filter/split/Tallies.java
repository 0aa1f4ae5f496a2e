package dev.gatehouse.core.filter.split;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts that every event loop keeps for itself, so that each cell has one writer; added up by
 * whoever asks.
 */
final class Tallies {
  /** As many cells lie unused at either end, so that two loops share no cache line. */
  private static final int PADDING = 8;

  private final AtomicLongArray[] loops;
  private final int cells;

  Tallies(int loops, int cells) {
    this.cells = cells;
    this.loops = new AtomicLongArray[loops];
    for (int i = 0; i < loops; i++) {
      this.loops[i] = new AtomicLongArray(cells + 2 * PADDING);
    }
  }

  /** Adds one; on event loop {@code loop} only. */
  void count(int loop, int cell) {
    AtomicLongArray own = loops[loop];
    own.setOpaque(cell + PADDING, own.getPlain(cell + PADDING) + 1);
  }

  /** What all loops have counted in {@code cell}; from any thread. */
  long sum(int cell) {
    long sum = 0;
    for (AtomicLongArray each : loops) {
      sum += each.getOpaque(cell + PADDING);
    }
    return sum;
  }

  /** The sums of all cells; from any thread. */
  long[] sums() {
    long[] sums = new long[cells];
    for (int i = 0; i < cells; i++) {
      sums[i] = sum(i);
    }
    return sums;
  }
}
