package dev.gatehouse.server.timeline;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why the journey of a request is kept. */
public enum Kind {
  /** It failed for what the proxy or a backend did, or was answered with a status from 500 on. */
  FAILED,
  /** It took long, whoever is to blame. */
  SLOW,
  /** The client was at fault, or asked for what is not there or not allowed. */
  REFUSED;

  private static final int SERVER_ERROR = 500;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The name in the API: {@code slow}. */
  public String code() {
    return code;
  }

  /** The kind of that name; null if there is none. */
  public static @Nullable Kind of(String code) {
    for (Kind kind : values()) {
      if (kind.code.equals(code)) {
        return kind;
      }
    }
    return null;
  }

  /**
   * The kind of an exchange that has ended; null if it is like any other. One that lasts as long as
   * its sides like is slow only if its answer was long in coming.
   *
   * @param slow nanoseconds from which on a request is slow
   */
  public static @Nullable Kind of(Exchange exchange, long slow) {
    Failure failure = exchange.failure();
    if (failure == null ? exchange.status() >= SERVER_ERROR : isOurs(failure.reason())) {
      return FAILED;
    }
    Mark until = exchange.lasts() ? Mark.ANSWER : Mark.END;
    if (exchange.between(Mark.HEAD, until) >= slow) {
      return SLOW;
    }
    return failure == null ? null : REFUSED;
  }

  private static boolean isOurs(FailureReason reason) {
    return switch (reason) {
      case NO_ROUTE, ONLY_IF_CACHED, UPGRADE_FORBIDDEN, TUNNEL_IDLE, DRAINING -> false;
      default -> reason.side() != FailureReason.Side.CLIENT;
    };
  }
}
