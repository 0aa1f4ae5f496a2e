package dev.gatehouse.core.exchange;

import dev.gatehouse.core.failure.Failure;

/**
 * The client's side of one exchange: a request on an HTTP/1 connection or a stream of an HTTP/2
 * connection.
 *
 * <p>It tells the exchange {@link Exchange#sent} once the answer is out completely, or {@link
 * Exchange#cut} once it never will be. Confined to the event loop of its connection.
 */
public interface ServerStream {
  /** Sends an interim answer; without effect towards a client that cannot take one. */
  void inform(Response interim);

  /**
   * Sends the answer and pumps its body; called once. An answer of 101 to a request for an {@link
   * Request#upgrade} makes it a tunnel, which {@link #tunnelOver} ends.
   */
  void respond(Response response);

  /**
   * Ends the stream so that the client can tell that the answer is incomplete, or that there is
   * none.
   */
  void abort(Failure failure);

  /**
   * Both directions of a tunnel are done, or have had their time: ends the exchange and the stream.
   */
  default void tunnelOver() {
    throw new IllegalStateException("stream: no tunnel (expected: called for tunnels only)");
  }
}
