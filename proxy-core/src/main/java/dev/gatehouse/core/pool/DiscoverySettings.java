package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How backends and their addresses are found.
 *
 * @param dns by name servers
 * @param file a file with more backends, which is read again when it changes; null: none
 */
@Doc("How backends and their addresses are found.")
public record DiscoverySettings(
    @Doc("By name servers: backends given by name, and services.") DnsSettings dns,
    @Doc(
            value =
                "A file with a list of backends, written as those under backends; it is read again"
                    + " when it changes.",
            example = "backends.yaml")
        @Nullable Path file) {
  public DiscoverySettings() {
    this(new DnsSettings());
  }

  public DiscoverySettings(DnsSettings dns) {
    this(dns, null);
  }

  /** True if there may be backends that the configuration does not name. */
  public boolean findsBackends() {
    return dns.srv() != null || file != null;
  }
}
