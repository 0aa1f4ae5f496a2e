package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.net.Cidr;
import dev.gatehouse.core.settings.Doc;
import java.util.List;

/**
 * Whose forwarding headers are believed.
 *
 * @param peers ranges of addresses; nobody by default
 * @param header the one field that is read
 */
@Doc("Whose forwarding headers are believed; nobody's by default.")
public record TrustedProxiesSettings(
    @Doc("Ranges of addresses whose forwarding headers are believed.") List<Cidr> peers,
    @Doc("The one header that is read.") ForwardedSource header) {

  public TrustedProxiesSettings() {
    this(List.of(), ForwardedSource.X_FORWARDED_FOR);
  }

  public TrustedProxiesSettings {
    peers = List.copyOf(peers);
  }
}
