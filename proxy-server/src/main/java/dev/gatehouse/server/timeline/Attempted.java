package dev.gatehouse.server.timeline;

import static dev.gatehouse.server.timeline.Times.NEVER;
import static dev.gatehouse.server.timeline.Times.since;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Trail;
import dev.gatehouse.core.exchange.Try;
import dev.gatehouse.core.failure.FailureReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a journey. Moments are those of {@link Times}; {@link Times#NEVER} where something
 * did not happen. Immutable.
 *
 * @param hedge whether it was made beside another one
 * @param begun when it asked for a connection
 * @param acquired when it had one
 * @param connecting how long that one was dialled, in nanoseconds; 0 if it was there
 * @param sent when the request was handed to the transport completely
 * @param head when the head of the answer came
 * @param end when it came to nothing; {@link Times#NEVER} for the one that answered the client
 * @param status what it was answered with; 0 if it was not
 * @param lost whether another attempt was answered first
 * @param failure why it failed; null if it did not
 * @param span the number of its span; 0 if it has none
 */
public record Attempted(
    String pool,
    String backend,
    boolean hedge,
    long begun,
    long acquired,
    long connecting,
    long sent,
    long head,
    long end,
    int status,
    boolean lost,
    @Nullable FailureReason failure,
    long span) {

  /** The attempts of {@code exchange}: what its trail tells, else the only one by its marks. */
  static List<Attempted> of(Exchange exchange) {
    Trail trail = exchange.trail();
    List<Attempted> all = new ArrayList<>();
    if (trail != null && !trail.tries().isEmpty()) {
      for (Try each : trail.tries()) {
        all.add(of(exchange, each));
      }
    } else if (exchange.pool() != null && exchange.backend() != null) {
      all.add(byMarks(exchange, exchange.pool(), exchange.backend()));
    }
    return all;
  }

  private static Attempted of(Exchange exchange, Try each) {
    return new Attempted(
        each.pool(),
        each.backend(),
        each.hedge(),
        since(exchange, each.begunAt()),
        since(exchange, each.acquiredAt()),
        each.connecting(),
        since(exchange, each.sentAt()),
        since(exchange, each.headAt()),
        since(exchange, each.endAt()),
        each.status(),
        each.isLost(),
        each.failure(),
        each.span());
  }

  private static Attempted byMarks(Exchange exchange, String pool, String backend) {
    long head = since(exchange, exchange.moment(Mark.RESPONSE_HEAD));
    return new Attempted(
        pool,
        backend,
        false,
        since(exchange, exchange.moment(Mark.ACQUIRE)),
        since(exchange, exchange.moment(Mark.ACQUIRED)),
        0,
        since(exchange, exchange.moment(Mark.REQUEST_SENT)),
        head,
        NEVER,
        head == NEVER ? 0 : exchange.status(),
        false,
        null,
        0);
  }
}
