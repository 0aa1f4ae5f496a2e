package dev.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;

/**
 * What TLS keeps in memory and a process that takes the place of another has to have as well, so
 * that clients resume their sessions and need not accept a certificate again. Secret: goes from
 * process to process and nowhere else.
 *
 * @param tickets the keys of session tickets, by listener
 * @param selfSigned the certificates that were made when the process started
 */
public record TlsHeritage(Map<String, Tickets> tickets, List<Certificate> selfSigned) {
  /** Of a process that follows nobody. */
  public static final TlsHeritage NONE = new TlsHeritage(Map.of(), List.of());

  /** Copies what it is given. */
  public TlsHeritage {
    tickets = Map.copyOf(tickets);
    selfSigned = List.copyOf(selfSigned);
  }

  /**
   * The keys of one listener.
   *
   * @param keys newest first, each its name, then the key that authenticates, then the one that
   *     seals
   * @param nextMillis when there is to be a new one, in milliseconds since 1970
   */
  public record Tickets(List<byte[]> keys, long nextMillis) {
    /** Copies the list. */
    public Tickets {
      keys = List.copyOf(keys);
    }

    /** Never shows the keys. */
    @Override
    public String toString() {
      return keys.size() + " keys";
    }
  }

  /**
   * A certificate and its key.
   *
   * @param names what it is for
   * @param key PKCS #8
   * @param certificate DER
   */
  @SuppressWarnings("ArrayRecordComponent") // opaque, compared by nobody
  public record Certificate(List<String> names, byte[] key, byte[] certificate) {
    static Certificate of(List<String> names, ServerCertificate made) {
      try {
        return new Certificate(names, made.key().getEncoded(), made.leaf().getEncoded());
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("cannot write the certificate for " + names, e);
      }
    }

    ServerCertificate read() {
      try {
        X509Certificate leaf =
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate));
        PrivateKey secret =
            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
        return SelfSigned.of(leaf, secret);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("no certificate for " + names, e);
      }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
      return names.toString();
    }
  }
}
