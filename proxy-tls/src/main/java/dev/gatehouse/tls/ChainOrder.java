package dev.gatehouse.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Puts the certificates of a file into the order of a handshake (RFC 8446 §4.4.2). */
final class ChainOrder {
  private ChainOrder() {}

  /**
   * The certificate that {@code key} belongs to, then its issuer, and so on as far as the file
   * reaches; empty if the key belongs to none. A root at the end stays if it stands there.
   */
  static List<X509Certificate> of(List<X509Certificate> certificates, PrivateKey key) {
    List<X509Certificate> rest = new ArrayList<>(certificates);
    List<X509Certificate> chain = new ArrayList<>();
    for (X509Certificate certificate : certificates) {
      if (PrivateKeys.belong(key, certificate.getPublicKey())) {
        move(certificate, rest, chain);
        break;
      }
    }
    while (!chain.isEmpty() && addIssuer(rest, chain)) {
      // One further up.
    }
    return chain;
  }

  private static boolean addIssuer(List<X509Certificate> rest, List<X509Certificate> chain) {
    X509Certificate last = chain.getLast();
    for (X509Certificate candidate : rest) {
      if (candidate.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
        move(candidate, rest, chain);
        return true;
      }
    }
    return false;
  }

  private static void move(
      X509Certificate certificate, List<X509Certificate> from, List<X509Certificate> to) {
    from.remove(certificate);
    to.add(certificate);
  }
}
