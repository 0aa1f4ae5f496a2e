package dev.gatehouse.core.forward;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;

/**
 * When a second attempt begins beside a first one that is slow.
 *
 * @param percentile the part of the route's answers whose head is there by then
 * @param min not before that
 */
@Doc("When a second attempt begins beside a first one that is slow.")
public record HedgeSettings(
    @Doc("As soon as this part of the route's recent requests would have had their answer.")
        Percentage percentile,
    @Doc("Not earlier than that.") Duration min) {
  private static final Percentage LEAST = Percentage.of(50);
  private static final Percentage MOST = Percentage.parse("99.9%");

  public HedgeSettings() {
    this(Percentage.of(95), Duration.ofMillis(10));
  }

  public HedgeSettings {
    Expect.that(
        percentile.hundredths() >= LEAST.hundredths()
            && percentile.hundredths() <= MOST.hundredths(),
        "percentile",
        percentile,
        LEAST + " to " + MOST);
    Expect.positive("min", min);
  }
}
