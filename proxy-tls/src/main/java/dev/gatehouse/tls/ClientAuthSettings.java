package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import java.nio.file.Path;

/**
 * Certificates of clients.
 *
 * @param trust a PEM file with the authorities that are believed
 * @param mode whether a client must have one
 */
@Doc(value = "Certificates of clients.", example = "{trust: certs/clients-ca.crt}")
public record ClientAuthSettings(
    @Doc("A PEM file with the authorities that are believed.") Path trust,
    @Doc("require: no connection without one; request: asked for, verified if given.") Mode mode) {

  /** Whether a client must have a certificate. */
  @Doc("Whether a client must have a certificate.")
  public enum Mode implements Choice {
    REQUIRE,
    REQUEST
  }

  public ClientAuthSettings(Path trust) {
    this(trust, Mode.REQUIRE);
  }
}
