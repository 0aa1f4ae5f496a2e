package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
  private final KeyPair one = pair();
  private final KeyPair other = pair();

  PrivateKeysTest() throws Exception {}

  @Test
  void anEllipticKeyBelongsToItsPublicHalfAndNoOther() {
    assertThat(PrivateKeys.belong(one.getPrivate(), one.getPublic())).isTrue();
    assertThat(PrivateKeys.belong(one.getPrivate(), other.getPublic())).isFalse();
  }

  @Test
  void soDoesOneWhoseFileHasThePublicHalfBesideIt() throws Exception {
    PrivateKey key = asInFiles(one);

    assertThat(key.getEncoded().length).isGreaterThan(one.getPrivate().getEncoded().length);
    assertThat(PrivateKeys.belong(key, one.getPublic())).isTrue();
    assertThat(PrivateKeys.belong(key, other.getPublic())).isFalse();
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** The private key of {@code pair} as openssl writes it: RFC 5915 with its publicKey. */
  private static PrivateKey asInFiles(KeyPair pair) throws Exception {
    PrivateKeyInfo plain = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
    byte[] half =
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
            .getPublicKeyData()
            .getBytes();
    ECPrivateKey secret = (ECPrivateKey) pair.getPrivate();
    PrivateKeyInfo both =
        new PrivateKeyInfo(
            plain.getPrivateKeyAlgorithm(),
            new org.bouncycastle.asn1.sec.ECPrivateKey(
                256,
                secret.getS(),
                new DERBitString(half),
                plain.getPrivateKeyAlgorithm().getParameters()));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(both.getEncoded()));
  }
}
