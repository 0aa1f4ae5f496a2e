package dev.gatehouse.tls;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import org.jspecify.annotations.Nullable;

/** The kinds of key a certificate can have here, in the order of preference: cheapest first. */
enum KeyKind {
  EC("SHA256withECDSA"),
  ED25519("Ed25519"),
  RSA("SHA256withRSA");

  /** A JCA signature algorithm that works with this kind. */
  final String signature;

  KeyKind(String signature) {
    this.signature = signature;
  }

  /** The kind of {@code key}; null if it is none of these. */
  static @Nullable KeyKind of(PublicKey key) {
    return switch (key) {
      case RSAKey rsa -> RSA;
      case ECKey ec -> EC;
      case EdECKey ed when ed.getParams().getName().equals("Ed25519") -> ED25519;
      default -> null;
    };
  }

  /**
   * Whether a client that offers {@code schemes} (TLS signature schemes, RFC 8446 §4.2.3, by their
   * names there) can check signatures of this kind. One that offers none at all is from before
   * there was a choice, and takes RSA.
   */
  boolean isOffered(String[] schemes) {
    if (schemes.length == 0) {
      return this == RSA;
    }
    for (String scheme : schemes) {
      boolean fits =
          switch (this) {
            case EC -> scheme.startsWith("ecdsa_");
            case ED25519 -> scheme.equals("ed25519");
            case RSA -> scheme.startsWith("rsa_");
          };
      if (fits) {
        return true;
      }
    }
    return false;
  }
}
