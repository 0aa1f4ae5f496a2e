package dev.gatehouse.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Answers an engine that asks, amid a handshake, for the certificate to show. So one context serves
 * all names of a listener: they share its sessions and its demands on clients, and nothing has to
 * read the client's greeting ahead of the engine. Aliases are indexes in text.
 *
 * <p>What a client can check is told by the signature schemes it offers. BoringSSL does not show
 * its cipher suites here: one that offers ECDSA signatures but, in TLS 1.2, only suites for RSA is
 * not served by a name that has both kinds. No browser does that.
 *
 * <p>Immutable.
 */
final class ServerKeys extends X509ExtendedKeyManager {
  private final List<ServerCertificate> certificates;
  private final CertificateIndex index;
  private final String[] aliases;

  ServerKeys(List<ServerCertificate> certificates) {
    this.certificates = List.copyOf(certificates);
    this.index = new CertificateIndex(certificates);
    this.aliases = new String[certificates.size()];
    for (int i = 0; i < aliases.length; i++) {
      aliases[i] = Integer.toString(i);
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    int chosen;
    if (TlsSessions.isNative(engine)) {
      // It names the kinds of key that it can use itself, not those of the client: ask once, for
      // any.
      chosen =
          index.choose(
              TlsSessions.serverName(engine.getSession()), TlsSessions.offeredSchemes(engine));
    } else {
      KeyKind kind = kindOf(keyType);
      String name =
          engine.getHandshakeSession() instanceof ExtendedSSLSession session
              ? TlsSessions.serverName(session)
              : null;
      chosen = kind == null ? CertificateIndex.NONE : index.choose(name, kind);
    }
    return chosen == CertificateIndex.NONE ? null : aliases[chosen];
  }

  private static @Nullable KeyKind kindOf(String keyType) {
    return switch (keyType) {
      case "EC" -> KeyKind.EC;
      case "EdDSA", "Ed25519" -> KeyKind.ED25519;
      case "RSA", "RSASSA-PSS" -> KeyKind.RSA;
      default -> null;
    };
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return certificates.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return certificates.get(Integer.parseInt(alias)).key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases.clone();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null; // For blocking sockets, of which there are none.
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null; // This is the server's side.
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
