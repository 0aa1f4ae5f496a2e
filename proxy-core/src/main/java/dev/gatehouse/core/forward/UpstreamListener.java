package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;

/**
 * Who asked for an {@link UpstreamStream} and hears what becomes of it: {@code acquired}, {@code
 * requestSent} (possibly after the answer began), any number of {@code informed}, then {@code
 * responded}; or {@code failed} in place of whatever is still to come before {@code responded}. A
 * failure behind the response head arrives through the response's body.
 *
 * <p>Called on the event loop that asked.
 */
public interface UpstreamListener {
  /**
   * A stream is at hand; called at once from within the request for it when a warm connection is.
   */
  void acquired(UpstreamStream stream);

  /**
   * A connection was opened for this request, which took so long; {@link #acquired} follows. Not
   * told of connections that were there.
   */
  default void connected(long nanos) {}

  /** The request has been handed to the transport completely. */
  void requestSent();

  /**
   * Sending the request has begun to wait for the backend to read ({@code true}), or no longer
   * does. HTTP/2 streams, which wait for credit, need not tell.
   */
  default void stalled(boolean waiting) {}

  /** An interim answer other than 101 arrived. The listener may give the request up. */
  void informed(Response interim);

  /**
   * The head of the final answer arrived; its body is fed as bytes arrive. The listener owns it.
   */
  void responded(Response response);

  /**
   * No answer will come.
   *
   * @param sent whether any byte of the request may have reached the backend
   */
  void failed(Failure failure, boolean sent);
}
