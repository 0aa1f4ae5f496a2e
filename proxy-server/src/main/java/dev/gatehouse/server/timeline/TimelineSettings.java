package dev.gatehouse.server.timeline;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;

/**
 * The store of slow and failed requests.
 *
 * @param size how many of each kind are kept, 0 to {@value #MOST}; 0: none
 * @param slow how long a request takes that is kept for that
 */
@Doc("The store of slow and failed requests, with the phases of each.")
public record TimelineSettings(
    @Doc("How many requests of each kind (failed, slow, refused) are kept; 0: none.") int size,
    @Doc("A request that takes as long as this is slow.") Duration slow) {

  /** As many take about 100 MiB. */
  private static final int MOST = 100_000;

  public TimelineSettings() {
    this(1000, Duration.ofSeconds(1));
  }

  public TimelineSettings {
    Expect.within("size", size, 0, MOST);
    Expect.that(
        slow.isPositive() && slow.compareTo(Duration.ofHours(1)) <= 0,
        "slow",
        Durations.format(slow),
        "1ms to 1h");
  }
}
