package dev.gatehouse.server.timeline;

import dev.gatehouse.core.exchange.Arrival;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Trail;
import org.jspecify.annotations.Nullable;

/**
 * When what happened to an exchange: nanoseconds from the moment at which its head was decoded,
 * negative before that. Immutable.
 *
 * @param accepted when the connection was accepted, if this was its first request; else {@link
 *     #NEVER}
 * @param secured when its TLS handshake was done, likewise
 * @param headBegun when the first byte of the head arrived; 0 if the rest came with it
 * @param queuedAt since when it waited for its turn in a pool; {@link #NEVER} if it did not
 * @param queued for how long
 * @param responseHead when the head of the backend's answer came; {@link #NEVER} if none did
 * @param answer when the client began to be answered; {@link #NEVER} if it was not
 * @param end when it ended
 * @param stalled how long the answer waited for the client to read
 */
public record Times(
    long accepted,
    long secured,
    long headBegun,
    long queuedAt,
    long queued,
    long responseHead,
    long answer,
    long end,
    long stalled) {
  /** The moment of what did not happen. */
  public static final long NEVER = Long.MIN_VALUE;

  static Times of(Exchange exchange) {
    Trail trail = exchange.trail();
    Arrival arrival = exchange.isFirst() ? exchange.connection().arrival() : Arrival.UNKNOWN;
    return new Times(
        since(exchange, arrival.acceptedAt()),
        since(exchange, arrival.securedAt()),
        trail == null || trail.headBegunAt() == 0 ? 0 : since(exchange, trail.headBegunAt()),
        trail == null ? NEVER : since(exchange, trail.queuedAt()),
        trail == null ? 0 : trail.queued(),
        since(exchange, exchange.moment(Mark.RESPONSE_HEAD)),
        since(exchange, exchange.moment(Mark.ANSWER)),
        Math.max(0, exchange.between(Mark.HEAD, Mark.END)),
        stalled(trail));
  }

  private static long stalled(@Nullable Trail trail) {
    return trail == null ? 0 : trail.stalled();
  }

  /** {@code moment} from the head's on; {@link #NEVER} if it is 0. */
  static long since(Exchange exchange, long moment) {
    return moment == 0 ? NEVER : moment - exchange.moment(Mark.HEAD);
  }
}
