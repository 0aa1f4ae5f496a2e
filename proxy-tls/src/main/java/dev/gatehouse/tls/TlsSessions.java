package dev.gatehouse.tls;

import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What can be read from an engine during and after a handshake, whichever engine it is. */
final class TlsSessions {
  private static final String[] NO_SCHEMES = {};

  private TlsSessions() {}

  static boolean isNative(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine;
  }

  /** The signature schemes a client offers, by their names in RFC 8446; none if it named none. */
  static String[] offeredSchemes(SSLEngine engine) {
    String[] schemes =
        engine instanceof ReferenceCountedOpenSslEngine ssl
            ? SSL.getSigAlgs(ssl.sslPointer())
            : null;
    return schemes == null ? NO_SCHEMES : schemes;
  }

  /**
   * Whether the handshake resumed an earlier session. Never with the JDK's engine, which is mum.
   */
  static boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine ssl
        && SSL.isSessionReused(ssl.sslPointer());
  }

  /** The host name the client asks for (RFC 6066 §3); null if none, or none that can be one. */
  static @Nullable String serverName(SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return null;
    }
    List<SNIServerName> names;
    try {
      names = extended.getRequestedServerNames();
    } catch (IllegalArgumentException e) {
      return null; // Not a host name: treated like a client that sent none.
    }
    for (SNIServerName name : names) {
      if (name instanceof SNIHostName host) {
        return host.getAsciiName();
      }
    }
    return null;
  }

  /** What was agreed on, once the handshake is over. */
  static TlsInfo describe(SSLEngine engine) {
    SSLSession session = engine.getSession();
    boolean asked = engine.getNeedClientAuth() || engine.getWantClientAuth();
    return new TlsInfo(
        session.getProtocol(),
        session.getCipherSuite(),
        serverName(session),
        asked ? peerSubject(session) : null);
  }

  private static @Nullable String peerSubject(SSLSession session) {
    try {
      return session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return null; // The client may come without a certificate, and did.
    }
  }
}
