package dev.gatehouse.core.testing;

import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.time.Deadlines;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;

/**
 * An event loop without a thread: what is handed to it runs when the test says so, in virtual time.
 * Request ids are {@code test-1}, {@code test-2} and so on.
 */
public final class ManualLoop implements LoopScope {
  /** How far apart the sweeps of the deadlines are. */
  public static final Duration TICK = Duration.ofMillis(100);

  private final ManualClock clock = new ManualClock();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final Deadlines deadlines = new Deadlines();
  private final int index;
  private int requests;
  private boolean overloaded;

  /** Makes loop number 0. */
  public ManualLoop() {
    this(0);
  }

  public ManualLoop(int index) {
    this.index = index;
  }

  @Override
  public EventExecutor executor() {
    return executor;
  }

  @Override
  public ManualClock clock() {
    return clock;
  }

  @Override
  public Deadlines deadlines() {
    return deadlines;
  }

  @Override
  public boolean overloaded() {
    return overloaded;
  }

  /** Sets whether new requests are refused for want of memory. */
  public void overloaded(boolean overloaded) {
    this.overloaded = overloaded;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public String nextRequestId() {
    requests++;
    return "test-" + requests;
  }

  /** Runs what is due now, and what that adds, until nothing is left. */
  public void run() {
    executor.runDue();
  }

  /** Lets {@code by} pass in ticks; tasks and deadlines that fall due on the way are run. */
  public void advance(Duration by) {
    Duration left = by;
    run();
    while (left.isPositive()) {
      Duration step = left.compareTo(TICK) < 0 ? left : TICK;
      clock.advance(step);
      run();
      deadlines.sweep(clock.nanos());
      run();
      left = left.minus(step);
    }
  }
}
