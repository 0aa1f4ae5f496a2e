package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;

/**
 * How the addresses of backends are found.
 *
 * @param dns for backends given by name
 */
@Doc("How the addresses of backends are found.")
public record DiscoverySettings(@Doc("For backends given by name.") DnsSettings dns) {
  public DiscoverySettings() {
    this(new DnsSettings());
  }
}
