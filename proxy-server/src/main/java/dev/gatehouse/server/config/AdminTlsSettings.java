package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.tls.AlpnProtocol;
import dev.gatehouse.tls.CertificateSettings;
import dev.gatehouse.tls.ClientAuthSettings;
import dev.gatehouse.tls.TlsProtocol;
import dev.gatehouse.tls.TlsSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the admin listener.
 *
 * @param certificates at least one; picked by the name the client asks for
 * @param clientAuth certificates of operators; null: none are asked for
 */
@Doc(value = "TLS of the admin listener.", example = "{certificates: [{self-signed: [localhost]}]}")
public record AdminTlsSettings(
    @Doc("Picked by the name the client asks for, exact before wildcard; the first is the default.")
        List<CertificateSettings> certificates,
    @Doc(
            "Certificates of operators: who has one that is believed may see and change"
                + " everything; absent: none are asked for.")
        @Nullable ClientAuthSettings clientAuth) {

  public AdminTlsSettings(List<CertificateSettings> certificates) {
    this(certificates, null);
  }

  public AdminTlsSettings {
    certificates = List.copyOf(certificates);
    Expect.that(!certificates.isEmpty(), "certificates", "[]", "at least one");
  }

  /** The same in the words of any listener, of which HTTP/1.1 is spoken. */
  public TlsSettings asListener() {
    return new TlsSettings(
        certificates,
        List.of(TlsProtocol.TLS_1_3, TlsProtocol.TLS_1_2),
        List.of(AlpnProtocol.HTTP_1_1),
        clientAuth);
  }
}
