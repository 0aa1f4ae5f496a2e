package dev.gatehouse.tls;

import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates for development: ECDSA on P-256, signed by themselves, for one year. */
final class SelfSigned {
  private static final Duration BACKDATED = Duration.ofDays(1);
  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final String SUBJECT = "Gatehouse self-signed";
  private static final int SERIAL_BITS = 127;

  private SelfSigned() {}

  /**
   * A new certificate and key.
   *
   * @param names host names, with or without a wildcard, and IP addresses
   */
  static ServerCertificate create(List<String> names, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return of(certify(names, keys, now), keys.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate for " + names, e);
    }
  }

  /** One that was made before. */
  static ServerCertificate of(X509Certificate certificate, PrivateKey key) {
    return new ServerCertificate(
        "self-signed", KeyKind.EC, CertificateNames.of(certificate), key, List.of(certificate));
  }

  private static X509Certificate certify(List<String> names, KeyPair keys, Instant now)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, SUBJECT).build();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(SERIAL_BITS, new SecureRandom()),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(LIFETIME)),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
    byte[] encoded =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static GeneralNames alternatives(List<String> names) {
    List<GeneralName> alternatives = new ArrayList<>();
    for (String name : names) {
      boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
      alternatives.add(
          new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
    }
    return new GeneralNames(alternatives.toArray(new GeneralName[0]));
  }
}
