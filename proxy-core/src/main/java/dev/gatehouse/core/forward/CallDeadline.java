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

  private CallDeadline() {}

  /** The moment in the loop's clock; {@link Timed#NEVER} if the call has none. */
  static long of(Request request, long now) {
    long nanos = Grpc.timeoutNanos(request.headers().get(HeaderNames.GRPC_TIMEOUT));
    return nanos < 0 || nanos > Timed.NEVER - Math.max(now, 0) ? Timed.NEVER : now + nanos;
  }

  /** Says whether {@code end} has come, or is so near that others may take it for now. */
  static boolean isOver(long end, long now) {
    return end - now <= WORTH_TELLING;
  }

  /** Tells the backend how much is left until {@code end}, if the call has waited here. */
  static void tell(Exchange exchange, long end, long now) {
    if (exchange.between(Mark.HEAD, Mark.ACQUIRED) >= WORTH_TELLING) {
      exchange.request().headers().set(HeaderNames.GRPC_TIMEOUT, Grpc.timeout(end - now));
    }
  }
}
