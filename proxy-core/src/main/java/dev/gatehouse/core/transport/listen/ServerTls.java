package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * TLS in front of the clients' connections of one listener: picks the certificate by the name the
 * client asks for, agrees on a protocol, and checks the client's certificate where that is wanted.
 *
 * <p>Shared by all event loops; what it installs is confined to the channel's.
 */
public interface ServerTls {
  /**
   * Hears how a handshake ended: exactly one call, on the channel's event loop; none if the handler
   * was never installed.
   */
  interface Listener {
    /**
     * The connection is secured. No decrypted byte has been passed on yet: handlers added to the
     * end of the pipeline from within this call see them all.
     *
     * @param protocol what was agreed by ALPN (RFC 7301), {@code h2} or {@code http/1.1}; null if
     *     the client did not offer it
     */
    void secured(Channel channel, @Nullable String protocol, TlsInfo info);

    /**
     * The handshake failed; the client was told by an alert where TLS allows it, and the channel is
     * closing.
     *
     * @param detail what was seen, for logs
     */
    void refused(Channel channel, HandshakeFailure reason, String detail);
  }

  /**
   * Puts TLS at the end of {@code channel}'s pipeline; called on its event loop before anything has
   * been read.
   *
   * @param timeoutMillis how long the handshake may take; 0 for no limit
   */
  void install(Channel channel, long timeoutMillis, Listener listener);
}
