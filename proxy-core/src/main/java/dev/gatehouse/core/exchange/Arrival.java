package dev.gatehouse.core.exchange;

/**
 * How a client's connection came: moments in nanoseconds of its loop's clock. Immutable.
 *
 * @param acceptedAt when it was accepted; 0 if nobody has looked
 * @param securedAt when its TLS handshake was done; 0 for cleartext
 */
public record Arrival(long acceptedAt, long securedAt) {
  /** Of a connection that nobody has looked at. */
  public static final Arrival UNKNOWN = new Arrival(0, 0);
}
