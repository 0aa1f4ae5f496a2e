package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;

/**
 * How backends given by name are resolved.
 *
 * @param refresh the shortest time an answer is used; an answer that holds longer is used for as
 *     long as it holds, at most five minutes
 */
@Doc("How backends given by name are resolved.")
public record DnsSettings(
    @Doc(
            "The shortest time an answer is used; one that holds longer is used as long, at most"
                + " 5m.")
        Duration refresh) {

  public DnsSettings() {
    this(Duration.ofSeconds(5));
  }

  public DnsSettings {
    Expect.positive("refresh", refresh);
  }
}
