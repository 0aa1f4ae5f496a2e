package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listener for operators: dashboard, metrics, health, API.
 *
 * @param address where it listens, best on loopback
 * @param token who has it may see and change everything; null: nobody may where the address is not
 *     loopback, but by a certificate
 * @param tls of the listener; null: cleartext
 * @param open what anybody may read
 */
@Doc(
    value = "The listener for operators: dashboard, metrics, health, API.",
    example = "{address: \"127.0.0.1:9901\"}")
public record AdminSettings(
    @Doc("Where it listens, best on loopback.") HostPort address,
    @Doc(
            "Who has it may see and change everything. Needed where the address is not loopback,"
                + " unless certificates are; on loopback it is asked for changes only.")
        @Nullable Secret token,
    @Doc("TLS of the listener; absent: it speaks cleartext.") @Nullable AdminTlsSettings tls,
    @Doc("What anybody may read who reaches the listener, without token or certificate.")
        List<Open> open) {

  /** A part of what the listener answers. */
  @Doc("A part of what the admin listener answers.")
  public enum Open implements Choice {
    HEALTH,
    METRICS
  }

  public AdminSettings(HostPort address) {
    this(address, null, null, List.of(Open.HEALTH));
  }

  public AdminSettings {
    open = List.copyOf(open);
  }
}
