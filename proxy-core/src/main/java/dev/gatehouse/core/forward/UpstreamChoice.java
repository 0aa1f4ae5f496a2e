package dev.gatehouse.core.forward;

/** What kind of stream a request needs. */
public enum UpstreamChoice {
  /** Any: an idle connection, room on one that is shared, or a new one. */
  ANY,
  /** One on a connection that has carried no request. */
  FRESH,
  /**
   * One that can become a tunnel: a stream of an HTTP/2 connection whose backend has said that it
   * takes extended CONNECT (RFC 8441), else an HTTP/1 connection of its own.
   */
  TUNNEL
}
