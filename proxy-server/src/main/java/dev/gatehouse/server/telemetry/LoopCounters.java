package dev.gatehouse.server.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts that every event loop keeps for itself and that are summed when asked for. A cell has one
 * writer, so adding is a read and a write; a reader sees every count within moments, though not all
 * counts of one moment.
 */
final class LoopCounters {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Unused cells at either end, so that the arrays of two loops share no cache line. */
  private static final int PADDING = 8;

  private final long[][] loops;

  LoopCounters(int loops, int cells) {
    this.loops = new long[loops][cells + 2 * PADDING];
  }

  /** Adds to a cell of {@code loop}; called on that event loop only. */
  void add(int loop, int cell, long count) {
    long[] cells = loops[loop];
    int at = cell + PADDING;
    CELL.setOpaque(cells, at, cells[at] + count);
  }

  /** What all loops have counted in {@code cell}; for any thread. */
  long sum(int cell) {
    long sum = 0;
    for (long[] cells : loops) {
      sum += (long) CELL.getOpaque(cells, cell + PADDING);
    }
    return sum;
  }
}
