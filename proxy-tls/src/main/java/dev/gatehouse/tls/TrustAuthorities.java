package dev.gatehouse.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes trust managers of sets of authorities. */
final class TrustAuthorities {
  /** Where systems keep the authorities they trust, the administrator's own among them. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"), // Debian, Alpine
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"), // Fedora, RHEL
          Path.of("/etc/ssl/cert.pem")); // macOS, BSD

  private TrustAuthorities() {}

  /** Trusts what {@code authorities} have signed, and themselves. */
  static X509ExtendedTrustManager of(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), authorities.get(i));
      }
      return managerOf(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a trust store in memory", e);
    }
  }

  /**
   * Trusts what the system trusts, or the JDK's own list where the system has none or {@code
   * javax.net.ssl.trustStore} says otherwise. Read once.
   */
  static X509ExtendedTrustManager ofSystem() {
    return SystemHolder.INSTANCE;
  }

  private static final class SystemHolder {
    static final X509ExtendedTrustManager INSTANCE = read();

    private static X509ExtendedTrustManager read() {
      if (System.getProperty("javax.net.ssl.trustStore") == null) {
        for (Path bundle : SYSTEM) {
          if (Files.isReadable(bundle)
              && PemFile.certificates(bundle)
                  instanceof Outcome.Good<List<X509Certificate>>(List<X509Certificate> found)) {
            return of(found);
          }
        }
      }
      try {
        return managerOf(null);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("cannot read the JDK's trusted authorities", e);
      }
    }
  }

  private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new IllegalStateException("no manager of X.509 trust in " + factory.getAlgorithm());
  }
}
