package dev.gatehouse.core.settings;

import java.time.Duration;

/**
 * How the server ends.
 *
 * @param timeout how long running requests may take to finish; what is left then is cut off
 */
@Doc("How the server ends.")
public record DrainSettings(
    @Doc("How long running requests may take to finish before they are cut off.")
        Duration timeout) {

  public DrainSettings() {
    this(Duration.ofSeconds(30));
  }

  public DrainSettings {
    Expect.positiveOrZero("timeout", timeout);
  }
}
