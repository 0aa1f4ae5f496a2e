package dev.gatehouse.core.forward;

import dev.gatehouse.core.settings.Percentage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests of a route may be tried again: a part of those of the last seconds, so that a
 * pool in trouble does not get twice the load, and a few in any case, so that a quiet route is
 * helped as well. What to remember is decided by {@link BudgetWindow}.
 *
 * <p>Shared by all event loops, without a lock. A request costs one addition and one read.
 */
final class RetryBudget {
  private final double part;
  private final int perSecond;
  private final LongAdder requests = new LongAdder();
  private final AtomicReference<BudgetWindow> window =
      new AtomicReference<>(BudgetWindow.at(Long.MIN_VALUE, 0));

  RetryBudget(Percentage budget, int minPerSecond) {
    this.part = budget.part(1);
    this.perSecond = minPerSecond;
  }

  /** Counts a request that begins at {@code now}, in the clock of the event loops. */
  void request(long now) {
    requests.increment();
    BudgetWindow present = window.get();
    if (present.since() == Long.MIN_VALUE || present.isOld(now)) {
      roll(present, now); // who loses the race finds it done
    }
  }

  private void roll(BudgetWindow present, long now) {
    long count = requests.sum();
    window.compareAndSet(
        present,
        present.since() == Long.MIN_VALUE ? BudgetWindow.at(now, 0) : present.rolled(now, count));
  }

  /** Takes one retry out of the budget; false if it is empty. */
  boolean take(long now) {
    for (; ; ) {
      BudgetWindow present = window.get();
      long count = requests.sum();
      BudgetWindow rolled = present.rolled(now, count);
      if (!rolled.hasRoom(count, part, perSecond)) {
        return false;
      }
      if (window.compareAndSet(present, rolled.spent())) {
        return true;
      }
    }
  }
}
