package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;

/**
 * The connections of a pool to each of its backends.
 *
 * @param max open connections per backend at most
 * @param queue requests that may wait for a connection, per backend
 * @param queueTimeout how long one may wait
 * @param idleTimeout how long an unused connection is kept
 * @param warm connections opened ahead of requests, per backend
 * @param maxRequests requests after which a connection is closed; 0: never
 * @param maxAge age at which a connection is closed after its request; 0: never
 */
@Doc("The connections of a pool to each of its backends.")
public record ConnectionSettings(
    @Doc("Open connections to a backend at most.") int max,
    @Doc("Requests that may wait for a connection to a backend; more are answered 503 at once.")
        int queue,
    @Doc("How long a request may wait for a connection.") Duration queueTimeout,
    @Doc("How long an unused connection is kept; best below the backend's own.")
        Duration idleTimeout,
    @Doc("Connections opened ahead of requests, per backend.") int warm,
    @Doc("Requests after which a connection is closed; 0: never.") int maxRequests,
    @Doc("Age at which a connection is closed once it is free; 0s: never.") Duration maxAge) {

  public ConnectionSettings() {
    this(256, 1024, Duration.ofSeconds(2), Duration.ofSeconds(20), 0, 10_000, Duration.ofHours(1));
  }

  public ConnectionSettings {
    Expect.within("max", max, 1, 1_000_000);
    Expect.within("queue", queue, 0, 1_000_000);
    Expect.positive("queue-timeout", queueTimeout);
    Expect.positive("idle-timeout", idleTimeout);
    Expect.within("warm", warm, 0, max);
    Expect.within("max-requests", maxRequests, 0, Integer.MAX_VALUE);
    Expect.positiveOrZero("max-age", maxAge);
  }
}
