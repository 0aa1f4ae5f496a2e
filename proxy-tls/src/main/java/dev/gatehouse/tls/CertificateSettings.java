package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.NotYet;
import dev.gatehouse.core.settings.Secret;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a certificate and its key come from. */
@Doc("Where a certificate and its key come from: PEM files, or made at start for development.")
@NotYet("acme")
public sealed interface CertificateSettings {
  /**
   * PEM files.
   *
   * @param certificate the certificate, followed by its chain
   * @param key its private key
   * @param password what the key is encrypted with; null: it is not
   */
  @Doc(
      value = "A certificate and its key in PEM files.",
      example = "{certificate: certs/site.crt, key: certs/site.key}")
  record Files(
      @Doc("A PEM file with the certificate, followed by its chain.") Path certificate,
      @Doc("A PEM file with the private key.") Path key,
      @Doc("What the key is encrypted with.") @Nullable Secret password)
      implements CertificateSettings {

    public Files(Path certificate, Path key) {
      this(certificate, key, null);
    }
  }

  /**
   * A certificate made at start, for development.
   *
   * @param selfSigned the host names and IP addresses it is for, at least one
   */
  @Doc(
      value = "A certificate made at start, for development.",
      example = "{self-signed: [localhost]}")
  record SelfSigned(@Doc("The host names and IP addresses it is for.") List<String> selfSigned)
      implements CertificateSettings {

    public SelfSigned {
      selfSigned = List.copyOf(selfSigned);
      Expect.that(!selfSigned.isEmpty(), "self-signed", "[]", "at least one host name");
      for (int i = 0; i < selfSigned.size(); i++) {
        String name = selfSigned.get(i);
        String plain = name.startsWith("*.") ? name.substring(2) : name;
        Expect.that(
            Expect.isHostName(plain),
            "self-signed[" + i + "]",
            name,
            "a host name, *.name or an IP address");
      }
    }
  }
}
