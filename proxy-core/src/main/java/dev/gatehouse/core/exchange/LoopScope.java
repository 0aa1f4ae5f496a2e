package dev.gatehouse.core.exchange;

import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.time.Deadlines;
import io.netty.util.concurrent.EventExecutor;

/**
 * What one event loop owns and its exchanges share. Confined to that event loop, except {@link
 * #executor()}.
 */
public interface LoopScope {
  /** The event loop, for work that comes back from elsewhere. */
  EventExecutor executor();

  Clock clock();

  /** The loop's deadlines, swept by its tick. */
  Deadlines deadlines();

  /** True while memory is so short that no new request is taken in. */
  boolean overloaded();

  /** The loop's number, 0 to the number of loops - 1: the index into per-loop counters. */
  int index();

  /**
   * A new request id: short, unique across processes and restarts with overwhelming probability,
   * safe in any header or log.
   */
  String nextRequestId();
}
