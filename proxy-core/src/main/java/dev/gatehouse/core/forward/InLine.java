package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.Turns;
import dev.gatehouse.core.time.Timed;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that waits for its turn in a pool that has as many requests under way as it may. It
 * stands in for the {@link Attempts}, which begin when it has its turn.
 *
 * <p>Confined to the event loop of its exchange.
 */
final class InLine extends Timed implements Exchange.Work, Runnable {
  private final Attempts attempts;
  private final Exchange exchange;
  private final BackendPool pool;
  private final @Nullable String affinity;
  private final long end;
  private final long since;
  private Turns.@Nullable Turn turn;

  /**
   * @param affinity what the client's cookie said
   * @param end when the exchange's time is up
   */
  InLine(Attempts attempts, @Nullable String affinity, long end) {
    this.attempts = attempts;
    this.exchange = attempts.exchange();
    this.pool = attempts.forwarder().pool();
    this.affinity = affinity;
    this.end = end;
    this.since = attempts.now();
  }

  void begin() {
    Turns turns = pool.turns();
    Turns.Turn place = turns == null ? null : turns.wait(exchange.loop().executor(), this);
    if (turns == null || place == null) {
      attempts.fail(
          Failure.of(FailureReason.CONCURRENCY_FULL, "pool " + pool.name() + " is at its bound"));
      return;
    }
    turn = place;
    exchange.work(this);
    exchange.loop().deadlines().add(this);
    deadline(Math.min(end, since + turns.patienceNanos()));
  }

  /** It may try. */
  @Override
  public void run() {
    Turns.Turn place = turn;
    if (place == null) {
      return;
    }
    Backend picked = pool.pick(attempts, affinity, false);
    if (picked == null) {
      place.again();
      return;
    }
    stop();
    place.taken(attempts.now() - since);
    exchange.work(attempts);
    attempts.begin(picked);
  }

  @Override
  protected void expired(long now) {
    Turns.Turn place = turn;
    stop();
    exchange.work(attempts);
    if (end - now <= 0) {
      if (place != null) {
        place.leave();
      }
      attempts.expired(now);
      return;
    }
    if (place != null) {
      place.late();
    }
    attempts.fail(
        Failure.of(
            FailureReason.CONCURRENCY_TIMEOUT, "no turn in pool " + pool.name() + " in time"));
  }

  @Override
  public void over(@Nullable Failure failure) {
    Turns.Turn place = turn;
    stop();
    if (place != null) {
      place.leave();
    }
    attempts.over(failure);
  }

  private void stop() {
    if (turn != null) {
      exchange.noted().queued(since, attempts.now());
    }
    turn = null;
    exchange.loop().deadlines().remove(this);
  }
}
