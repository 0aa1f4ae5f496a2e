package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;

/**
 * The count of how the exchanges of one pool end: failed are those that the pool failed, and those
 * that were answered with 500 or more. What clients break off says nothing of failures, but they
 * have waited, and that counts.
 */
final class PerformanceObserver implements ExchangeObserver {
  private static final int SERVER_ERROR = 500;

  private final Tallies tallies;

  PerformanceObserver(Tallies tallies) {
    this.tallies = tallies;
  }

  @Override
  public void finished(Exchange exchange) {
    int loop = exchange.loop().index();
    Failure failure = exchange.failure();
    long took = exchange.between(Mark.ACQUIRE, Mark.RESPONSE_HEAD);
    boolean answered = took >= 0;
    boolean failed = failure != null && speaksAgainst(failure.reason());
    if (answered || failed) {
      tallies.count(loop, Performance.REQUESTS);
      if (failed || exchange.status() >= SERVER_ERROR) {
        tallies.count(loop, Performance.FAILED);
      }
    }
    long waited =
        answered || failure == null || !isLate(failure.reason())
            ? took
            : exchange.between(Mark.ACQUIRE, Mark.END);
    if (waited >= 0) {
      tallies.count(loop, Performance.cell(Buckets.of(waited)));
    }
  }

  private static boolean speaksAgainst(FailureReason reason) {
    return switch (reason) {
      case CONCURRENCY_FULL, CONCURRENCY_TIMEOUT, GRPC_NEEDS_HTTP2 -> true; // the pool's own bounds
      default -> reason.side() == FailureReason.Side.BACKEND;
    };
  }

  /** True if somebody has waited in vain, and so at least as long as it took. */
  private static boolean isLate(FailureReason reason) {
    return switch (reason) {
      case CLIENT_GONE,
          DEADLINE_EXCEEDED,
          FIRST_BYTE_TIMEOUT,
          TOTAL_TIMEOUT,
          BACKEND_STALLED,
          CONNECT_TIMEOUT,
          CONCURRENCY_TIMEOUT,
          QUEUE_TIMEOUT ->
          true;
      default -> false;
    };
  }
}
