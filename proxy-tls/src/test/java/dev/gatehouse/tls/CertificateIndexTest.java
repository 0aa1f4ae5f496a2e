package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CertificateIndexTest {
  private static final String[] MODERN = {"ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"};
  private static final String[] RSA_ONLY = {"rsa_pkcs1_sha256"};
  private static final String[] NONE = {};

  private static final ServerCertificate MADE =
      SelfSigned.create(List.of("any.example"), Instant.EPOCH);

  private static ServerCertificate certificate(KeyKind kind, String... names) {
    PrivateKey key = MADE.key();
    List<X509Certificate> chain = MADE.chain();
    return new ServerCertificate("test", kind, List.of(names), key, chain);
  }

  private final CertificateIndex index =
      new CertificateIndex(
          List.of(
              certificate(KeyKind.RSA, "default.example"),
              certificate(KeyKind.RSA, "both.example"),
              certificate(KeyKind.EC, "both.example", "*.wild.example"),
              certificate(KeyKind.EC, "both.example", "ec.wild.example"),
              certificate(KeyKind.RSA, "*.wild.example"),
              certificate(KeyKind.EC, "default.example")));

  @Test
  void findsExactNamesBeforeWildcardsAndElseTheFirst() {
    assertThat(index.choose("ec.wild.example", MODERN)).isEqualTo(3);
    assertThat(index.choose("x.wild.example", MODERN)).isEqualTo(2);
    assertThat(index.choose("X.Wild.Example.", MODERN)).isEqualTo(2);
    assertThat(index.choose("x.y.wild.example", RSA_ONLY)).isZero();
    assertThat(index.choose("wild.example", RSA_ONLY)).isZero();
    assertThat(index.choose("localhost", RSA_ONLY)).isZero();
    assertThat(index.choose("", RSA_ONLY)).isZero();
    assertThat(index.choose(null, RSA_ONLY)).isZero();
  }

  @Test
  void prefersTheCheapestKindThatTheClientOffers() {
    assertThat(index.choose("both.example", MODERN)).isEqualTo(2);
    assertThat(index.choose("both.example", RSA_ONLY)).isEqualTo(1);
    assertThat(index.choose("both.example", NONE)).isEqualTo(1);
    assertThat(index.choose(null, MODERN)).isEqualTo(5);
  }

  @Test
  void fallsBackToAWildcardThatTheClientCanCheck() {
    assertThat(index.choose("ec.wild.example", RSA_ONLY)).isEqualTo(4);
  }

  @Test
  void showsTheRightNameEvenToAClientThatCannotCheckIt() {
    CertificateIndex ecOnly =
        new CertificateIndex(
            List.of(
                certificate(KeyKind.RSA, "default.example"),
                certificate(KeyKind.EC, "ec.example")));
    assertThat(ecOnly.choose("ec.example", RSA_ONLY)).isEqualTo(1);
  }

  @Test
  void findsByOneKindForEnginesThatAskSo() {
    assertThat(index.choose("both.example", KeyKind.RSA)).isEqualTo(1);
    assertThat(index.choose("ec.wild.example", KeyKind.RSA)).isEqualTo(4);
    assertThat(index.choose("both.example", KeyKind.ED25519)).isEqualTo(CertificateIndex.NONE);
    assertThat(index.choose(null, KeyKind.EC)).isEqualTo(5);
  }
}
