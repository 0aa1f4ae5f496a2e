package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;

/**
 * How backends given by name are resolved.
 *
 * @param refresh the longest time an answer is used; less if its own lifetime is less
 */
@Doc("How backends given by name are resolved.")
public record DnsSettings(
    @Doc("The longest time an answer is used; less if its own lifetime is less.")
        Duration refresh) {

  public DnsSettings() {
    this(Duration.ofSeconds(5));
  }

  public DnsSettings {
    Expect.positive("refresh", refresh);
  }
}
