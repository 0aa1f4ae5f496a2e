package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The listener for operators: metrics, health, API.
 *
 * @param address where it listens, best on loopback
 * @param token what calls that change something must carry when the address is not loopback; null:
 *     they are refused there
 */
@Doc(
    value = "The listener for operators: metrics, health, API.",
    example = "{address: \"127.0.0.1:9901\"}")
public record AdminSettings(
    @Doc("Where it listens, best on loopback.") HostPort address,
    @Doc("What calls that change something must carry when the address is not loopback.")
        @Nullable Secret token) {

  public AdminSettings(HostPort address) {
    this(address, null);
  }
}
