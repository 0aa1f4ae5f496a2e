package dev.gatehouse.core.health;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pool finds out which of its backends work.
 *
 * @param active probes; null for none
 * @param passive what requests tell
 * @param slowStart how long a backend that has come back takes to get its full share; zero: none
 */
@Doc("How a pool finds out which of its backends work.")
public record HealthSettings(
    @Doc("Probes of each backend; absent: none.") @Nullable ActiveHealthSettings active,
    @Doc("What the requests themselves tell of a backend.") PassiveHealthSettings passive,
    @Doc("How long a backend that has come back takes to get its full share; 0s: at once.")
        Duration slowStart) {

  public HealthSettings() {
    this(null, new PassiveHealthSettings(), Duration.ZERO);
  }

  public HealthSettings {
    Expect.positiveOrZero("slow-start", slowStart);
  }
}
