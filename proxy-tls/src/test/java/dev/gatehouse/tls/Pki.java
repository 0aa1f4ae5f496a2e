package dev.gatehouse.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** An authority and what it signs, in memory and as files in one directory. */
final class Pki {
  private final Path directory;
  private final X509Bundle authority;

  Pki(Path directory) {
    this.directory = directory;
    this.authority = authority("CN=Authority");
  }

  static X509Bundle authority(String subject) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject(subject)
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Bundle intermediate(X509Bundle root) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=Intermediate")
          .setIsCertificateAuthority(true)
          .buildIssuedBy(root);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Bundle issuedBy(X509Bundle issuer, Algorithm algorithm, String name) {
    try {
      return new CertificateBuilder()
          .algorithm(algorithm)
          .subject("CN=" + name)
          .addSanDnsName(name)
          .buildIssuedBy(issuer);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  X509Bundle authority() {
    return authority;
  }

  /** A server's certificate for {@code names}. */
  X509Bundle issue(Algorithm algorithm, String... names) {
    return issue(algorithm, Instant.now().plus(Duration.ofDays(30)), names);
  }

  X509Bundle issue(Algorithm algorithm, Instant expires, String... names) {
    CertificateBuilder builder =
        new CertificateBuilder()
            .algorithm(algorithm)
            .subject("CN=" + names[0])
            .notBefore(expires.minus(Duration.ofDays(60)))
            .notAfter(expires)
            .addExtendedKeyUsageServerAuth();
    // Not by the builder's own method, which refuses wildcards.
    builder.addExtensionOctetString("2.5.29.17", false, alternatives(names));
    return sign(builder);
  }

  private static byte[] alternatives(String... names) {
    GeneralName[] alternatives = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      boolean address = names[i].matches("[0-9.]+");
      alternatives[i] =
          new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
    }
    try {
      return new GeneralNames(alternatives).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client's certificate. */
  X509Bundle client(String subject) {
    return sign(new CertificateBuilder().ecp256().subject(subject).addExtendedKeyUsageClientAuth());
  }

  private X509Bundle sign(CertificateBuilder builder) {
    try {
      return builder.buildIssuedBy(authority);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes {@code name.crt} and {@code name.key} and gives the settings that name them. */
  CertificateSettings.Files write(String name, X509Bundle bundle) {
    return new CertificateSettings.Files(
        write(name + ".crt", bundle.getCertificatePathPEM()),
        write(name + ".key", bundle.getPrivateKeyPEM()));
  }

  /** Writes a file as careful programs do: aside, then renamed into place. */
  Path write(String name, String content) {
    try {
      Path aside = Files.writeString(directory.resolve(name + ".new"), content);
      Files.move(
          aside,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return Path.of(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TlsSettings settings(CertificateSettings... certificates) {
    return new TlsSettings(List.of(certificates));
  }

  /** A client's context that trusts the authority and shows {@code certificate}, if any. */
  SSLContext clientContext(X509Bundle... certificate) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          certificate.length == 0 ? null : keys(certificate[0]).getKeyManagers(),
          new TrustManager[] {authority.toTrustManager()},
          null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client's context that believes anything. */
  static SSLContext credulousContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Credulous()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyManagerFactory keys(X509Bundle bundle) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", bundle.getKeyPair().getPrivate(), new char[0], bundle.getCertificatePath());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory;
  }

  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
