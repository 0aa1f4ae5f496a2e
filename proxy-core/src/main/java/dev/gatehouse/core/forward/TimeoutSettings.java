package dev.gatehouse.core.forward;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;

/**
 * How long a route waits for its backends.
 *
 * @param connect for a new connection, TLS included
 * @param firstByte from the end of the request to the head of the response; zero: for ever
 * @param idle for the next byte of a response; zero: for ever
 * @param stream for the next byte, either way, of a gRPC call or an event stream; zero: for ever
 * @param total from the head of the request to the end of the response; zero: for ever
 * @param tunnel for the next byte of an upgraded connection, either way; zero: for ever
 */
@Doc("How long the route waits for its backends.")
public record TimeoutSettings(
    @Doc("For a new connection, TLS included.") Duration connect,
    @Doc("From the end of the request to the head of the response; 0s: for ever.")
        Duration firstByte,
    @Doc("For the next byte of a response; 0s: for ever.") Duration idle,
    @Doc(
            "For the next byte, either way, of what is meant to stay open and be quiet: gRPC calls"
                + " and event streams; 0s: for ever.")
        Duration stream,
    @Doc("From the head of the request to the end of the response; 0s: for ever.") Duration total,
    @Doc("For the next byte of an upgraded connection (WebSocket), either way; 0s: for ever.")
        Duration tunnel) {

  public TimeoutSettings() {
    this(
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofHours(1),
        Duration.ZERO,
        Duration.ofHours(1));
  }

  public TimeoutSettings {
    Expect.positive("connect", connect);
    Expect.positiveOrZero("first-byte", firstByte);
    Expect.positiveOrZero("idle", idle);
    Expect.positiveOrZero("stream", stream);
    Expect.positiveOrZero("total", total);
    Expect.positiveOrZero("tunnel", tunnel);
  }
}
