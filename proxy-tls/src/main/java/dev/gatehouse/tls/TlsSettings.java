package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener.
 *
 * @param certificates at least one; picked by SNI, exact name before wildcard, the first if none
 *     fits
 * @param protocols the versions spoken, at least one
 * @param alpn the protocols offered, most wanted first, at least one
 * @param clientAuth certificates of clients; null: none are asked for
 */
@Doc(value = "TLS of a listener.", example = "{certificates: [{self-signed: [localhost]}]}")
public record TlsSettings(
    @Doc("Picked by the name the client asks for, exact before wildcard; the first is the default.")
        List<CertificateSettings> certificates,
    @Doc("The versions of TLS that are spoken.") List<TlsProtocol> protocols,
    @Doc("The protocols offered in the handshake, most wanted first.") List<AlpnProtocol> alpn,
    @Doc("Certificates of clients; absent: none are asked for.")
        @Nullable ClientAuthSettings clientAuth) {

  public TlsSettings(List<CertificateSettings> certificates) {
    this(
        certificates,
        List.of(TlsProtocol.TLS_1_3, TlsProtocol.TLS_1_2),
        List.of(AlpnProtocol.H2, AlpnProtocol.HTTP_1_1),
        null);
  }

  public TlsSettings {
    certificates = List.copyOf(certificates);
    protocols = List.copyOf(protocols);
    alpn = List.copyOf(alpn);
    Expect.that(!certificates.isEmpty(), "certificates", "[]", "at least one");
    distinct("protocols", protocols);
    distinct("alpn", alpn);
  }

  private static void distinct(String name, List<?> values) {
    Expect.that(!values.isEmpty(), name, "[]", "at least one");
    Expect.that(new HashSet<>(values).size() == values.size(), name, values, "each once");
  }
}
