package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.transport.Loop;

/** Where a pool's connections come from: the {@link Dialer}. Shared by all event loops. */
interface ConnectionOpener {
  /** Hears what became of one connection, on its event loop: exactly one call. */
  interface Listener {
    void opened(BackendConnection connection);

    void failed(Failure failure);
  }

  /** True if one connection may serve many requests, so that one is enough for all who wait. */
  boolean multiplexes();

  ConnectionSettings settings();

  /** Opens a connection to {@code backend} on {@code loop}, the calling one. */
  void dial(Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener);

  /**
   * The same for a connection that is to become a tunnel: it speaks HTTP/1, whatever the others do.
   */
  void dialForTunnel(Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener);
}
