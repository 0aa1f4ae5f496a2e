package dev.gatehouse.server.e2e;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** An authority and what it signs, as files in one directory. */
final class Pki {
  static final String PASSWORD = "password";

  private final Path directory;
  private final X509Bundle authority;

  /** Writes {@code ca.crt}, and {@code site.crt} and {@code site.key} for this machine. */
  Pki(Path directory) throws Exception {
    this.directory = directory;
    this.authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=Test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(directory.resolve("ca.crt"), authority.getCertificatePEM());
    write("site", server("localhost"));
  }

  Path directory() {
    return directory;
  }

  X509Bundle authority() {
    return authority;
  }

  /** A certificate for {@code name} and 127.0.0.1. */
  X509Bundle server(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .addSanIpAddress("127.0.0.1")
        .addExtendedKeyUsageServerAuth()
        .buildIssuedBy(authority);
  }

  X509Bundle client(String subject) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .addExtendedKeyUsageClientAuth()
        .buildIssuedBy(authority);
  }

  /** Writes {@code name.crt} and {@code name.key} as careful programs do: aside, then renamed. */
  void write(String name, X509Bundle bundle) throws IOException {
    Map<String, String> contents =
        Map.of(".crt", bundle.getCertificatePathPEM(), ".key", bundle.getPrivateKeyPEM());
    for (Map.Entry<String, String> content : contents.entrySet()) {
      Path aside = Files.writeString(directory.resolve("aside"), content.getValue());
      Files.move(
          aside,
          directory.resolve(name + content.getKey()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A PKCS#12 file with a certificate for this machine. */
  Path keyStore() throws Exception {
    Path file = directory.resolve("backend.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store(server("localhost")).store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** The context of a client that trusts the authority. */
  SSLContext clientContext() throws Exception {
    return context(null);
  }

  /** The context of a client that trusts the authority and shows a certificate. */
  SSLContext clientContext(X509Bundle certificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(certificate), PASSWORD.toCharArray());
    return context(keys.getKeyManagers());
  }

  private SSLContext context(KeyManager @org.jspecify.annotations.Nullable [] keys)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    return context;
  }

  private static KeyStore store(X509Bundle bundle) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "key",
        bundle.getKeyPair().getPrivate(),
        PASSWORD.toCharArray(),
        bundle.getCertificatePath());
    return store;
  }
}
