package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards https backends.
 *
 * @param trust a PEM file with the authorities that are believed; null: those of the system
 * @param serverName the name sent and verified instead of the host in the URL; null: that host
 * @param verify false believes any certificate
 */
@Doc("TLS towards https backends.")
public record BackendTlsSettings(
    @Doc("A PEM file with the authorities that are believed; absent: those of the system.")
        @Nullable Path trust,
    @Doc("The name sent and verified instead of the host in the URL.") @Nullable String serverName,
    @Doc("Whether the backend has to prove its name; false believes any certificate.")
        boolean verify) {

  public BackendTlsSettings() {
    this(null, null, true);
  }

  public BackendTlsSettings {
    if (serverName != null) {
      Expect.hostName("server-name", serverName);
    }
    if (trust != null) {
      Expect.that(verify, "trust", trust, "no trust file where verify is false");
    }
  }
}
