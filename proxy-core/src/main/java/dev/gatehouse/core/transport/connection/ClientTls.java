package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.failure.Failure;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the backends of one pool: what is trusted, which name is expected, which protocols
 * are offered, and the sessions that can be resumed.
 *
 * <p>Shared by all event loops; what it installs is confined to the channel's.
 */
public interface ClientTls {
  /** Hears how a handshake ended: exactly one call, on the channel's event loop. */
  interface Listener {
    /**
     * The connection is secured and the backend is who it should be. No decrypted byte has been
     * passed on yet: handlers added to the end of the pipeline from within this call see them all.
     *
     * @param protocol what was agreed by ALPN (RFC 7301), {@code h2} or {@code http/1.1}; null if
     *     the backend does not take part in it
     */
    void secured(Channel channel, @Nullable String protocol);

    /** The handshake failed and the channel is closing. Nothing was sent to the backend. */
    void failed(Channel channel, Failure failure);
  }

  /**
   * Puts TLS at the end of {@code channel}'s pipeline; called on its event loop, before or after it
   * is connected.
   *
   * @param host the name in the backend's URL: asked for (SNI) and expected in the certificate
   *     unless the pool names another
   * @param http1 whether only HTTP/1.1 is offered by ALPN, else what the pool speaks
   * @param timeoutMillis how long the handshake may take once connected; 0 for no limit
   */
  void install(
      Channel channel, String host, int port, boolean http1, long timeoutMillis, Listener listener);
}
