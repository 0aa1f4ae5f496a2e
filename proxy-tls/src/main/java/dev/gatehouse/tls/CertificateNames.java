package dev.gatehouse.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * The host names a certificate is for, in lower case: its alternative DNS names (RFC 9525 §6.1), or
 * the common name of a certificate that has none.
 */
final class CertificateNames {
  private static final int DNS_NAME = 2;

  private CertificateNames() {}

  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> alternative : alternatives(certificate)) {
      if (alternative.get(0) instanceof Integer type && type == DNS_NAME) {
        names.add(normal(String.valueOf(alternative.get(1))));
      }
    }
    if (names.isEmpty()) {
      commonName(certificate.getSubjectX500Principal(), names);
    }
    return names;
  }

  /** {@code name} as it is compared: lower case, without the dot of the root. */
  static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? Set.of() : names;
    } catch (CertificateParsingException e) {
      return Set.of(); // An extension nobody can read names nothing.
    }
  }

  private static void commonName(X500Principal subject, List<String> names) {
    RDN[] parts = X500Name.getInstance(subject.getEncoded()).getRDNs(BCStyle.CN);
    if (parts.length > 0) {
      names.add(normal(IETFUtils.valueToString(parts[0].getFirst().getValue())));
    }
  }
}
