package dev.gatehouse.core.exchange;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client's connection as seen by filters and logs. Immutable.
 *
 * @param listener the listener's name in the configuration
 * @param peer the address at the other end of the socket
 * @param peerText {@code peer}'s address in text, without port and zone
 * @param local the address it connected to
 * @param tls what was agreed by TLS; null for cleartext
 * @param arrival when it came
 */
public record ConnectionInfo(
    String listener,
    InetSocketAddress peer,
    String peerText,
    InetSocketAddress local,
    @Nullable TlsInfo tls,
    Arrival arrival) {

  /** Describes a connection whose arrival nobody has looked at. */
  public ConnectionInfo(
      String listener,
      InetSocketAddress peer,
      String peerText,
      InetSocketAddress local,
      @Nullable TlsInfo tls) {
    this(listener, peer, peerText, local, tls, Arrival.UNKNOWN);
  }

  /**
   * What client and proxy agreed on by TLS.
   *
   * @param protocol {@code TLSv1.3}
   * @param cipher the cipher suite's standard name
   * @param serverName the name the client asked for (SNI), null if none
   * @param clientSubject the distinguished name of the verified client certificate, null if none
   */
  public record TlsInfo(
      String protocol,
      String cipher,
      @Nullable String serverName,
      @Nullable String clientSubject) {}

  /** {@code https} for a connection under TLS, else {@code http}. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }
}
