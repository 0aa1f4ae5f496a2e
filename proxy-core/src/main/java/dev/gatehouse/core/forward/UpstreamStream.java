package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;

/**
 * Room for one request on a connection to a backend: an HTTP/1 connection of its own, or a stream
 * of an HTTP/2 connection.
 *
 * <p>Confined to the event loop of its connection, which is that of the exchange.
 */
public interface UpstreamStream {
  /** Interim answers that are passed on before a backend counts as broken. */
  int MAX_INTERIM = 16;

  /**
   * Sends the request's method, authority, path, query and headers as they are (they are free of
   * hop-by-hop fields and of framing), and pumps {@code body}, whose ownership it takes. Called
   * once. A request for an {@link Request#upgrade} has no body here: see {@link #tunnel}.
   */
  void send(Request request, Body body);

  /**
   * Sends {@code body} through the tunnel that the backend has agreed to, and takes its ownership.
   * Called once, after {@link UpstreamListener#responded} with 101.
   */
  default void tunnel(Body body) {
    throw new IllegalStateException("stream: no tunnel (expected: one that answered 101)");
  }

  /**
   * Gives the request of {@code listener} up: the connection is closed (HTTP/1) or the stream
   * reset, and the listener hears nothing more. Without effect once that request is over: the
   * connection may already carry another one.
   */
  void cancel(UpstreamListener listener);

  /**
   * True if this connection has carried a request before, so that it may have died of age without
   * telling; a stream that the backend has reset by itself has not.
   */
  boolean reused();
}
