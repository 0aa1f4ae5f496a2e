package dev.gatehouse.server.telemetry;

import dev.gatehouse.tls.CertificateInfo;
import java.util.List;
import java.util.Map;

/** The family of certificates, made anew for each scrape. */
final class CertificateMetrics {
  private CertificateMetrics() {}

  /** Of several certificates with the same first name, the one that expires first counts. */
  static void collect(Map<String, List<CertificateInfo>> listeners, Families into) {
    Families.Gauge expiry =
        into.gauge(
            "gatehouse_certificate_expiry_timestamp_seconds",
            "When a certificate in use expires, in seconds since 1970.");
    Names names = new Names();
    listeners.forEach((listener, certificates) -> {
      for (CertificateInfo each : certificates) {
        String name = each.names().isEmpty() ? each.source() : each.names().getFirst();
        expiry.least(
            names.of("listener", listener, "certificate", name), each.expires().getEpochSecond());
      }
    });
  }
}
