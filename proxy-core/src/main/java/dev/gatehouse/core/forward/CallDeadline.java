package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Grpc;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.time.Timed;

/**
 * The moment until which the client of a gRPC call waits, and what the backend is told of it: what
 * is left, since the client began to count before it got here. Pure functions of the call.
 */
final class CallDeadline {
  /** Who waited less than this for a connection tells the backend what the client has said. */
  private static final long WORTH_TELLING = 1_000_000;

  /**
   * How much later than the client the call is given up here: the client counts as well, and what
   * it says of its own deadline is better than what a proxy can say.
   */
  private static final long GRACE = 200_000_000;

  private CallDeadline() {}

  /**
   * The moment in the loop's clock when the call is given up here; {@link Timed#NEVER} if it has no
   * deadline.
   */
  static long of(Request request, long now) {
    long nanos = Grpc.timeoutNanos(request.headers().get(HeaderNames.GRPC_TIMEOUT));
    long room = Timed.NEVER - GRACE - Math.max(now, 0);
    return nanos < 0 || nanos > room ? Timed.NEVER : now + nanos + GRACE;
  }

  /**
   * Says whether the client's deadline has come, or is so near that others may take it for now.
   *
   * @param end what {@link #of} said
   */
  static boolean isOver(long end, long now) {
    return end - GRACE - now <= WORTH_TELLING;
  }

  /** Tells the backend how much is left to the client, if the call has waited here. */
  static void tell(Exchange exchange, long end, long now) {
    if (exchange.between(Mark.HEAD, Mark.ACQUIRED) >= WORTH_TELLING) {
      exchange.request().headers().set(HeaderNames.GRPC_TIMEOUT, Grpc.timeout(end - GRACE - now));
    }
  }
}
