package dev.gatehouse.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of a client that is the JDK's own: of commands that ask a server. */
public final class JdkClientTls {
  private static final char[] NO_PASSWORD = {};

  private JdkClientTls() {}

  /**
   * A context that trusts the authorities of the system, and those in the PEM files {@code
   * trusted}; a server's own certificate may be one of them.
   *
   * @param shown what to show to servers that ask for a certificate; null: nothing
   * @throws IOException if a file cannot be used; the message says which and why
   */
  public static SSLContext context(List<Path> trusted, CertificateSettings.@Nullable Files shown)
      throws IOException {
    List<X509Certificate> authorities =
        new ArrayList<>(Arrays.asList(TrustAuthorities.ofSystem().getAcceptedIssuers()));
    for (Path file : trusted) {
      authorities.addAll(good(file, PemFile.certificates(file)));
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          shown == null ? null : keys(shown),
          new TrustManager[] {TrustAuthorities.of(authorities)},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS: " + PemFile.firstLine(e), e);
    }
  }

  private static KeyManager[] keys(CertificateSettings.Files shown)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain =
        good(shown.certificate(), PemFile.certificates(shown.certificate()));
    String password = shown.password() == null ? null : shown.password().value();
    PrivateKey key = good(shown.key(), PemFile.key(shown.key(), password));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static <T> T good(Path file, Outcome<T> outcome) throws IOException {
    return switch (outcome) {
      case Outcome.Good<T>(T value) -> value;
      case Outcome.Bad<T>(String message) -> throw new IOException(file + ": " + message);
    };
  }
}
