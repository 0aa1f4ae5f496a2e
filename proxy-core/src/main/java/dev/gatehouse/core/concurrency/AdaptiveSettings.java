package dev.gatehouse.core.concurrency;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;

/**
 * A bound on concurrency that finds itself.
 *
 * @param min the bound never falls below it
 * @param max the bound never rises above it
 */
@Doc(
    "A bound that finds itself: it rises while the backends answer as fast as ever, and falls when"
        + " they take longer.")
public record AdaptiveSettings(
    @Doc("The bound never falls below it.") int min,
    @Doc("The bound never rises above it.") int max) {

  public AdaptiveSettings() {
    this(5, 1000);
  }

  public AdaptiveSettings {
    Expect.within("min", min, 1, 1_000_000);
    Expect.within("max", max, min, 1_000_000);
  }
}
