package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.forward.UpstreamListener;

/**
 * A connection to a backend as its pool sees it: HTTP/1 with room for one stream at a time, HTTP/2
 * with room for many.
 *
 * <p>Confined to its event loop.
 */
public interface BackendConnection {
  /** What a connection tells the pool that keeps it. */
  interface Owner {
    /**
     * A stream ended and the connection can take another: it is idle, or has more room than before.
     */
    void freed(BackendConnection connection);

    /** The connection is gone or will take no more streams. Called once. */
    void retired(BackendConnection connection);
  }

  /**
   * How many more streams can be opened now; 0 once it is closing, has reached its age or its
   * number of requests.
   */
  int room();

  /** Whether streams of it, beside others, can become tunnels. */
  default TunnelOffer tunnels() {
    return TunnelOffer.NO;
  }

  /** How many streams are open. */
  int active();

  /**
   * Opens a stream for {@code listener} and tells it {@code acquired}; only while {@link #room} is
   * above 0.
   */
  void open(UpstreamListener listener);

  /** Closes when the open streams have ended; at once if there are none. */
  void close();
}
