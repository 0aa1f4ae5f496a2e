package dev.gatehouse.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that can be shown, with its key.
 *
 * @param source where it comes from, for logs
 * @param kind the kind of its key
 * @param names what it is for, see {@link CertificateNames}
 * @param chain itself, then what leads from it to a root
 */
record ServerCertificate(
    String source, KeyKind kind, List<String> names, PrivateKey key, List<X509Certificate> chain) {
  ServerCertificate {
    names = List.copyOf(names);
    chain = List.copyOf(chain);
  }

  X509Certificate leaf() {
    return chain.getFirst();
  }

  Instant expires() {
    return leaf().getNotAfter().toInstant();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return source + " " + names;
  }
}
