package dev.gatehouse.tls;

import java.time.Instant;
import java.util.List;

/**
 * A certificate in use, for metrics and the admin API.
 *
 * @param source its file, or {@code self-signed}
 * @param names the host names it is for
 * @param expires when it ends to be valid
 */
public record CertificateInfo(String source, List<String> names, Instant expires) {
  static CertificateInfo of(ServerCertificate certificate) {
    return new CertificateInfo(certificate.source(), certificate.names(), certificate.expires());
  }

  /** Says whether it was made here, for want of another. */
  public boolean isSelfSigned() {
    return source.equals("self-signed");
  }

  @Override
  public String toString() {
    return source + " " + names + " until " + expires;
  }
}
