package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.tls.TlsEngine.Kind;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadProblemsTest {
  private static final Secret PASSWORD = new Secret("open-sesame");

  @TempDir Path directory;

  /** The directory of the keys that OpenSSL made. */
  private static Path keys() {
    try {
      return Path.of(Objects.requireNonNull(LoadProblemsTest.class.getResource("/keys")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TlsProblem> problems(Path base, CertificateSettings... certificates) {
    CertificateStore.Loaded loaded =
        CertificateStore.load(
            "web",
            new TlsSettings(List.of(certificates)),
            base,
            StoreTesting.state(Kind.BORINGSSL));
    boolean usable = loaded.problems().stream().noneMatch(TlsProblem::isError);
    assertThat(loaded.store() != null).isEqualTo(usable);
    if (loaded.store() != null) {
      loaded.store().close();
    }
    return loaded.problems();
  }

  private static String problem(Path base, CertificateSettings certificate) {
    List<TlsProblem> problems = problems(base, certificate);
    assertThat(problems).hasSize(1);
    return problems.getFirst().message();
  }

  private static CertificateSettings.Files files(String certificate, String key) {
    return new CertificateSettings.Files(Path.of(certificate), Path.of(key));
  }

  private static CertificateSettings.Files files(String certificate, String key, Secret password) {
    return new CertificateSettings.Files(Path.of(certificate), Path.of(key), password);
  }

  @ParameterizedTest
  @CsvSource({
    "ec.crt,ec-sec1.pem",
    "ec.crt,ec-pkcs8.pem",
    "rsa.crt,rsa-pkcs1.pem",
    "rsa.crt,rsa-pkcs8.pem",
    "ed25519.crt,ed25519-pkcs8.pem"
  })
  void readsPlainKeys(String certificate, String key) {
    assertThat(problems(keys(), files(certificate, key))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ec.crt,ec-sec1-aes256.pem",
    "ec.crt,ec-pkcs8-aes256.pem",
    "rsa.crt,rsa-pkcs1-aes128.pem",
    "rsa.crt,rsa-pkcs1-des3.pem",
    "rsa.crt,rsa-pkcs8-aes128.pem",
    "rsa.crt,rsa-pkcs8-scrypt.pem",
    "ed25519.crt,ed25519-pkcs8-aes256.pem"
  })
  void readsEncryptedKeysWithTheirPasswordOnly(String certificate, String key) {
    assertThat(problems(keys(), files(certificate, key, PASSWORD))).isEmpty();
    assertThat(problem(keys(), files(certificate, key)))
        .isEqualTo(
            key
                + ": is encrypted and there is no password for it"
                + " (expected: a plain key, or password)");
    assertThat(problem(keys(), files(certificate, key, new Secret("wrong"))))
        .isEqualTo(key + ": cannot be decrypted (expected: the password it was encrypted with)");
  }

  @ParameterizedTest
  @CsvSource({
    "ec.crt,rsa-pkcs1.pem,CN=ec.example",
    "rsa.crt,ec-sec1.pem,CN=rsa.example",
    "ed25519.crt,ec-sec1.pem,CN=ed25519.example"
  })
  void tellsKeysThatBelongToAnotherCertificate(String certificate, String key, String subject) {
    assertThat(problem(keys(), files(certificate, key)))
        .isEqualTo(
            key
                + ": does not belong to "
                + certificate
                + " (expected: the private key of "
                + subject
                + ")");
  }

  @Test
  void tellsKeysOfTheSameKindThatBelongToAnotherCertificate() {
    Pki pki = new Pki(directory);
    pki.write("a", pki.issue(Algorithm.rsa2048, "a.example"));
    pki.write("b", pki.issue(Algorithm.rsa2048, "b.example"));
    pki.write("c", pki.issue(Algorithm.ecp256, "c.example"));
    pki.write("d", pki.issue(Algorithm.ecp256, "d.example"));
    assertThat(problem(directory, files("a.crt", "b.key"))).contains("does not belong to a.crt");
    assertThat(problem(directory, files("c.crt", "d.key"))).contains("does not belong to c.crt");
  }

  @Test
  void tellsKindsOfKeyThatNoClientKnows() {
    assertThat(problem(keys(), files("ed448.crt", "ed448-pkcs8.pem")))
        .startsWith("ed448-pkcs8.pem: holds a key of algorithm 1.3.101.113 (expected: RSA");
  }

  @Test
  void tellsEveryProblemOfEveryCertificateWithItsPlace() {
    List<TlsProblem> problems =
        problems(
            keys(),
            files("ec.crt", "ec-sec1.pem"),
            files("nowhere.crt", "nowhere.key"),
            files("make.sh", "ec.crt"));
    assertThat(problems)
        .extracting(TlsProblem::pointer)
        .containsExactly(
            "/certificates/1/certificate",
            "/certificates/1/key",
            "/certificates/2/certificate",
            "/certificates/2/key");
    assertThat(problems)
        .extracting(TlsProblem::message)
        .containsExactly(
            "nowhere.crt: no such file (expected: a PEM file)",
            "nowhere.key: no such file (expected: a PEM file)",
            "make.sh: no certificate in it (expected: PEM, -----BEGIN CERTIFICATE-----)",
            "ec.crt: no private key in it (expected: PEM, -----BEGIN PRIVATE KEY-----)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
      })
  void tellsBrokenFiles(String content) throws IOException {
    Files.writeString(directory.resolve("a.crt"), content);
    Files.copy(keys().resolve("ec-sec1.pem"), directory.resolve("a.key"));
    assertThat(problem(directory, files("a.crt", "a.key"))).startsWith("a.crt: ");
  }

  @Test
  void tellsDirectories() {
    assertThat(problem(keys(), files("ec.crt", ".")))
        .isEqualTo(".: is a directory (expected: a PEM file)");
  }

  @Test
  void servesExpiredCertificatesWithAWarning() {
    Pki pki = new Pki(directory);
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    CertificateSettings files =
        pki.write("old", pki.issue(Algorithm.ecp256, yesterday, "old.example"));
    List<TlsProblem> problems = problems(directory, files);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().severity()).isEqualTo(TlsProblem.Severity.WARNING);
    assertThat(problems.getFirst().message()).startsWith("old.crt: expired on ");
  }

  @Test
  void tellsWhatIsWrongWithTheAuthoritiesOfClients() {
    CertificateStore.Loaded loaded =
        CertificateStore.load(
            "web",
            new TlsSettings(
                List.of(files("ec.crt", "ec-sec1.pem")),
                List.of(TlsProtocol.TLS_1_3),
                List.of(AlpnProtocol.H2),
                new ClientAuthSettings(Path.of("nowhere.crt"))),
            keys(),
            StoreTesting.state(Kind.BORINGSSL));
    assertThat(loaded.store()).isNull();
    assertThat(loaded.problems()).hasSize(1);
    assertThat(loaded.problems().getFirst().pointer()).isEqualTo("/client-auth/trust");
  }
}
