package dev.gatehouse.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Turns what stands in a PEM file into a private key of the JDK. */
final class PrivateKeys {
  private static final String LOCKED =
      "is encrypted and there is no password for it (expected: a plain key, or password)";
  private static final String WRONG =
      "cannot be decrypted (expected: the password it was encrypted with)";

  /** Anything, to be signed and checked. */
  private static final byte[] PROBE = {'g', 'a', 't', 'e'};

  private PrivateKeys() {}

  /**
   * Bouncy Castle's algorithms for opening keys. Used by reference and never registered: the rest
   * of the process keeps the JDK's.
   */
  private static final class Provider {
    static final BouncyCastleProvider INSTANCE = new BouncyCastleProvider();
  }

  static Outcome<PrivateKey> decode(PrivateKeyInfo info) {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    String name;
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      name = "RSA";
    } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      name = "EC";
    } else if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
      name = "Ed25519";
    } else {
      return Outcome.bad(
          "holds a key of algorithm " + algorithm + " (expected: RSA, ECDSA or Ed25519)");
    }
    try {
      return Outcome.good(
          KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded())));
    } catch (GeneralSecurityException | IOException e) {
      return Outcome.bad("holds a broken " + name + " key: " + PemFile.firstLine(e));
    }
  }

  static Outcome<PrivateKey> decrypt(
      PKCS8EncryptedPrivateKeyInfo encrypted, @Nullable String password) {
    if (password == null) {
      return Outcome.bad(LOCKED);
    }
    try {
      return decode(
          encrypted.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(Provider.INSTANCE)
                  .build(password.toCharArray())));
    } catch (OperatorCreationException | PKCSException | IllegalArgumentException e) {
      return Outcome.bad(WRONG);
    }
  }

  static Outcome<PrivateKey> decrypt(PEMEncryptedKeyPair encrypted, @Nullable String password) {
    if (password == null) {
      return Outcome.bad(LOCKED);
    }
    try {
      return decode(
          encrypted
              .decryptKeyPair(
                  new JcePEMDecryptorProviderBuilder()
                      .setProvider(Provider.INSTANCE)
                      .build(password.toCharArray()))
              .getPrivateKeyInfo());
    } catch (IOException | IllegalArgumentException e) {
      return Outcome.bad(WRONG);
    }
  }

  /** Whether {@code key} is the private half of {@code certified}. */
  static boolean belong(PrivateKey key, PublicKey certified) {
    KeyKind kind = KeyKind.of(certified);
    if (kind == null) {
      return false;
    }
    if (key instanceof RSAPrivateKey mine && certified instanceof RSAPublicKey theirs) {
      return mine.getModulus().equals(theirs.getModulus());
    }
    if (kind == KeyKind.EC) {
      byte[] half = publicHalf(key);
      if (half != null) {
        return Arrays.equals(
            half,
            SubjectPublicKeyInfo.getInstance(certified.getEncoded()).getPublicKeyData().getBytes());
      }
    }
    try {
      Signature signer = Signature.getInstance(kind.signature);
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      signer.initVerify(certified);
      signer.update(PROBE);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // Another algorithm, another curve: not its key.
    }
  }

  /**
   * The public half that nearly every file with an elliptic key has beside the private one: to
   * compare it takes no arithmetic, which is slow before the JVM has compiled it.
   *
   * @return null if there is none
   */
  private static byte @Nullable [] publicHalf(PrivateKey key) {
    try {
      ASN1BitString half =
          ECPrivateKey.getInstance(PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey())
              .getPublicKey();
      return half == null ? null : half.getBytes();
    } catch (IOException | IllegalArgumentException e) {
      return null; // A key in a form of its own; the signature will tell.
    }
  }
}
