package dev.gatehouse.core.concurrency;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a pool has under way at once, and how many wait.
 *
 * @param max requests in the pool at most; 0: no bound
 * @param perBackend requests at each backend at most; 0: no bound
 * @param queue requests that may wait for their turn
 * @param queueTimeout how long one may wait
 * @param adaptive how the bound of the pool finds itself; null: it does not
 */
@Doc("How many requests are under way at once, whatever connections carry them.")
public record ConcurrencySettings(
    @Doc("Requests in the pool at most; 0: no bound.") int max,
    @Doc("Requests at each backend at most; 0: no bound.") int perBackend,
    @Doc("Requests that may wait for their turn; more are answered 503 at once.") int queue,
    @Doc("How long a request may wait for its turn.") Duration queueTimeout,
    @Doc("A bound of the pool that finds itself; absent: none.")
        @Nullable AdaptiveSettings adaptive) {
  private static final int MOST = 1_000_000;

  public ConcurrencySettings() {
    this(0, 0, 1024, Duration.ofSeconds(2), null);
  }

  public ConcurrencySettings {
    Expect.within("max", max, 0, MOST);
    Expect.within("per-backend", perBackend, 0, MOST);
    Expect.within("queue", queue, 0, MOST);
    Expect.positive("queue-timeout", queueTimeout);
    Expect.that(
        max == 0 || adaptive == null,
        "adaptive",
        "present",
        "no adaptive bound beside max: one of them is the bound");
  }

  /** True if there is any bound at all. */
  public boolean bounds() {
    return max > 0 || perBackend > 0 || adaptive != null;
  }
}
