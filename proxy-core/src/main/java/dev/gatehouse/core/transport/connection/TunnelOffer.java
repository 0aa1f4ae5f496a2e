package dev.gatehouse.core.transport.connection;

/** Whether streams of a connection to a backend can become tunnels (RFC 8441). */
public enum TunnelOffer {
  /** Its SETTINGS have not arrived. */
  UNKNOWN,
  YES,
  NO
}
