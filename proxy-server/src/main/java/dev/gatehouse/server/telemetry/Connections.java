package dev.gatehouse.server.telemetry;

/**
 * Connections of clients.
 *
 * @param accepted since the start
 * @param open now
 */
public record Connections(long accepted, long open) {
  static final Connections NONE = new Connections(0, 0);

  Connections plus(Connections other) {
    return new Connections(accepted + other.accepted, open + other.open);
  }
}
