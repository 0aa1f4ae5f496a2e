package dev.gatehouse.cache;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;

/**
 * How requests wait for a response that another request is fetching.
 *
 * @param timeout how long one waits for its head; zero: none waits
 * @param waiters how many may wait for one response
 */
@Doc("How requests wait for a response that another request is fetching.")
public record CoalesceSettings(
    @Doc("How long a request waits before it goes to the backend itself; 0s: none waits.")
        Duration timeout,
    @Doc("How many may wait for one response; those beyond go to the backend themselves.")
        int waiters) {

  public CoalesceSettings() {
    this(Duration.ofSeconds(10), 10_000);
  }

  public CoalesceSettings {
    Expect.positiveOrZero("timeout", timeout);
    Expect.within("waiters", waiters, 1, 1_000_000);
  }
}
