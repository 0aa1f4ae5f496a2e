package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.tls.TlsProblem.Severity;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the files of one entry of {@code certificates} and checks that they go together. */
final class CertificateLoader {
  private final TlsEngine engine;
  private final Path base;
  private final Instant now;
  private final List<TlsProblem> problems;

  /**
   * A loader for one pass.
   *
   * @param base what relative paths start from
   * @param problems gets what is found wrong
   */
  CertificateLoader(TlsEngine engine, Path base, Instant now, List<TlsProblem> problems) {
    this.engine = engine;
    this.base = base;
    this.now = now;
    this.problems = problems;
  }

  /** The certificate; null after a problem that is an error. */
  @Nullable ServerCertificate load(int index, CertificateSettings.Files files) {
    List<X509Certificate> certificates = certificates(index, files.certificate());
    PrivateKey key = key(index, files.key(), files.password());
    if (certificates == null || key == null) {
      return null;
    }
    List<X509Certificate> chain = ChainOrder.of(certificates, key);
    if (chain.isEmpty()) {
      error(index, "key", files.key(), mismatch(files, certificates.getFirst()));
      return null;
    }
    KeyKind kind = KeyKind.of(chain.getFirst().getPublicKey());
    String refusal = engine.refusal(key, chain);
    if (kind == null || refusal != null) {
      String why = refusal == null ? "is of an unknown kind" : refusal;
      error(index, "key", files.key(), why + " (expected: RSA, ECDSA or Ed25519)");
      return null;
    }
    warnOfDates(index, files.certificate(), chain.getFirst());
    if (chain.size() < certificates.size()) {
      int others = certificates.size() - chain.size();
      warn(
          index,
          files.certificate(),
          "has " + others + " certificates that do not belong to its chain; they are not sent");
    }
    return new ServerCertificate(
        files.certificate().toString(), kind, CertificateNames.of(chain.getFirst()), key, chain);
  }

  private static String mismatch(CertificateSettings.Files files, X509Certificate certificate) {
    return "does not belong to "
        + files.certificate()
        + " (expected: the private key of "
        + certificate.getSubjectX500Principal().getName()
        + ")";
  }

  private @Nullable List<X509Certificate> certificates(int index, Path file) {
    return switch (PemFile.certificates(base.resolve(file))) {
      case Outcome.Good<List<X509Certificate>>(List<X509Certificate> found) -> found;
      case Outcome.Bad<List<X509Certificate>>(String message) -> {
        error(index, "certificate", file, message);
        yield null;
      }
    };
  }

  private @Nullable PrivateKey key(int index, Path file, @Nullable Secret password) {
    String text = password == null ? null : password.value();
    return switch (PemFile.key(base.resolve(file), text)) {
      case Outcome.Good<PrivateKey>(PrivateKey found) -> found;
      case Outcome.Bad<PrivateKey>(String message) -> {
        error(index, "key", file, message);
        yield null;
      }
    };
  }

  private void warnOfDates(int index, Path file, X509Certificate leaf) {
    if (now.isAfter(leaf.getNotAfter().toInstant())) {
      warn(index, file, "expired on " + leaf.getNotAfter().toInstant());
    } else if (now.isBefore(leaf.getNotBefore().toInstant())) {
      warn(index, file, "is not valid before " + leaf.getNotBefore().toInstant());
    }
  }

  private void error(int index, String setting, Path file, String message) {
    problems.add(new TlsProblem(Severity.ERROR, index, setting, file, file + ": " + message));
  }

  private void warn(int index, Path file, String message) {
    problems.add(
        new TlsProblem(Severity.WARNING, index, "certificate", file, file + ": " + message));
  }
}
