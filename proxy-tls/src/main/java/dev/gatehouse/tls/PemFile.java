package dev.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys from PEM files: PKCS #1, SEC 1 and PKCS #8 keys, plain or encrypted.
 *
 * <p>Whatever else a file holds (parameters, other keys, comments) is passed over.
 */
final class PemFile {
  /** More than any chain; keeps a wrong path (a disk, a log) from filling the memory. */
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private PemFile() {}

  /** All certificates in the order of the file; at least one. */
  static Outcome<List<X509Certificate>> certificates(Path file) {
    return switch (objects(file)) {
      case Outcome.Bad<List<Object>>(String message) -> Outcome.bad(message);
      case Outcome.Good<List<Object>>(List<Object> objects) -> certificates(objects);
    };
  }

  private static Outcome<List<X509Certificate>> certificates(List<Object> objects) {
    List<X509Certificate> found = new ArrayList<>();
    for (Object object : objects) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          CertificateFactory factory = CertificateFactory.getInstance("X.509");
          found.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
        } catch (CertificateException | IOException e) {
          return Outcome.bad("certificate " + (found.size() + 1) + " is broken: " + firstLine(e));
        }
      }
    }
    return found.isEmpty()
        ? Outcome.bad("no certificate in it (expected: PEM, -----BEGIN CERTIFICATE-----)")
        : Outcome.good(found);
  }

  /** The first private key. */
  static Outcome<PrivateKey> key(Path file, @Nullable String password) {
    return switch (objects(file)) {
      case Outcome.Bad<List<Object>>(String message) -> Outcome.bad(message);
      case Outcome.Good<List<Object>>(List<Object> objects) -> key(objects, password);
    };
  }

  private static Outcome<PrivateKey> key(List<Object> objects, @Nullable String password) {
    for (Object object : objects) {
      switch (object) {
        case PrivateKeyInfo info -> {
          return PrivateKeys.decode(info);
        }
        case PEMKeyPair pair -> {
          return PrivateKeys.decode(pair.getPrivateKeyInfo());
        }
        case PKCS8EncryptedPrivateKeyInfo encrypted -> {
          return PrivateKeys.decrypt(encrypted, password);
        }
        case PEMEncryptedKeyPair encrypted -> {
          return PrivateKeys.decrypt(encrypted, password);
        }
        default -> {
          // Parameters of the curve, certificates.
        }
      }
    }
    return Outcome.bad("no private key in it (expected: PEM, -----BEGIN PRIVATE KEY-----)");
  }

  private static Outcome<List<Object>> objects(Path file) {
    List<Object> objects = new ArrayList<>();
    try {
      if (Files.isDirectory(file)) {
        return Outcome.bad("is a directory (expected: a PEM file)");
      }
      if (Files.size(file) > MAX_BYTES) {
        return Outcome.bad("is larger than 16 MiB (expected: a PEM file)");
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      PEMParser parser = new PEMParser(new StringReader(text));
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
      return Outcome.good(objects);
    } catch (NoSuchFileException e) {
      return Outcome.bad("no such file (expected: a PEM file)");
    } catch (AccessDeniedException e) {
      return Outcome.bad("may not be read by this user (expected: a readable PEM file)");
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return Outcome.bad("is broken: " + firstLine(e) + " (expected: a PEM file)");
    }
  }

  static String firstLine(Exception e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
