package dev.gatehouse.core.health;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import java.time.Duration;

/**
 * What requests tell of their backends: one that fails too many is ejected for a while. Failures
 * are those of the way to it and of its answers, and the statuses 502, 503 and 504.
 *
 * @param consecutiveFailures failures in a row that eject; 0: none do
 * @param failureRate the part of requests within ten seconds that ejects; 0: none does
 * @param minRequests as many requests there must have been within ten seconds for a rate
 * @param eject how long the first ejection lasts; each further one that much longer, up to ten
 *     times, until the backend has worked as long
 * @param maxEjected the part of a pool's backends that may be ejected at a time; one always may
 * @param panic the part of a pool's backends below which, when fewer can be used, all are
 */
@Doc("What the requests themselves tell: a backend that fails too many is ejected for a while.")
public record PassiveHealthSettings(
    @Doc("Failures in a row that eject a backend; 0: none do.") int consecutiveFailures,
    @Doc("The part of its requests within 10s whose failure ejects a backend; 0%: none does.")
        Percentage failureRate,
    @Doc("As many requests must there have been within 10s for failure-rate to hold.")
        int minRequests,
    @Doc("How long the first ejection lasts; the second twice as long, and so on up to ten times.")
        Duration eject,
    @Doc("The part of the backends that may be ejected at a time; one always may.")
        Percentage maxEjected,
    @Doc("When fewer than this part of the backends can be used, all are.") Percentage panic) {

  public PassiveHealthSettings() {
    this(5, Percentage.of(0), 20, Duration.ofSeconds(30), Percentage.of(10), Percentage.of(50));
  }

  public PassiveHealthSettings {
    Expect.within("consecutive-failures", consecutiveFailures, 0, 1_000_000);
    Expect.within("min-requests", minRequests, 1, 1_000_000);
    Expect.positive("eject", eject);
  }
}
