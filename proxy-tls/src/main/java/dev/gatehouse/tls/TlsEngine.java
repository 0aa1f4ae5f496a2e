package dev.gatehouse.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of TLS in use and why: BoringSSL where its library loads, else the JDK's.
 *
 * <p>BoringSSL costs less per byte and handshake, has ticket keys that can be set, and the hybrid
 * post-quantum key exchange. With the JDK's engine, sessions cannot be resumed across a change of
 * certificates.
 *
 * @param kind which one
 * @param reason why it is this one, for the log
 */
public record TlsEngine(Kind kind, String reason) {
  /** The two implementations. */
  public enum Kind {
    BORINGSSL,
    JDK
  }

  /**
   * Groups in order of preference. BoringSSL spells the hybrid one in upper case only; Netty's
   * translation of the usual name does not know it.
   */
  private static final String[] GROUPS = {"X25519MLKEM768", "X25519", "P-256", "P-384"};

  /** Forward-secret suites with authenticated encryption: Mozilla's intermediate, without DHE. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** What this machine offers. */
  public static TlsEngine detect() {
    if (!OpenSsl.isAvailable()) {
      Throwable cause = Objects.requireNonNull(OpenSsl.unavailabilityCause());
      return new TlsEngine(Kind.JDK, "netty-tcnative cannot be used: " + firstLine(cause));
    }
    String version = OpenSsl.versionString();
    return "BoringSSL".equals(version)
        ? new TlsEngine(Kind.BORINGSSL, "netty-tcnative has loaded it")
        : new TlsEngine(Kind.JDK, "netty-tcnative has loaded " + version + ", not BoringSSL");
  }

  /** The JDK's engine, whatever else there is. */
  public static TlsEngine jdk(String reason) {
    return new TlsEngine(Kind.JDK, reason);
  }

  private static String firstLine(Throwable cause) {
    return cause.toString().lines().findFirst().orElse("unknown");
  }

  /** For the start-up log: {@code BoringSSL (netty-tcnative has loaded it)}. */
  public String describe() {
    return (kind == Kind.BORINGSSL ? "BoringSSL" : "JDK") + " (" + reason + ")";
  }

  boolean isBoringSsl() {
    return kind == Kind.BORINGSSL;
  }

  /**
   * Sets what client and server sides have in common.
   *
   * <p>Contexts are counted by reference, not finalized: each engine holds its context, so that a
   * context which was replaced goes with its last connection, at once and under the eyes of the
   * leak detector. Callbacks run where they arise: there is no other executor to take them to,
   * since one signature costs less than two hops between threads.
   */
  SslContextBuilder configure(SslContextBuilder builder) {
    builder.ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    if (!isBoringSsl()) {
      return builder.sslProvider(SslProvider.JDK);
    }
    return builder
        .sslProvider(SslProvider.OPENSSL_REFCNT)
        .option(OpenSslContextOption.USE_TASKS, false)
        .option(OpenSslContextOption.GROUPS, GROUPS.clone());
  }

  /** Why the engine cannot use this key and chain; null if it can. */
  @Nullable String refusal(PrivateKey key, List<X509Certificate> chain) {
    if (!isBoringSsl()) {
      return null;
    }
    try {
      OpenSslCredentialBuilder.forX509(key, chain.toArray(new X509Certificate[0]))
          .build()
          .release();
      return null;
    } catch (IllegalStateException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "BoringSSL does not take it: " + firstLine(cause);
    }
  }
}
