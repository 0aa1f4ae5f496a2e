package dev.gatehouse.core.forward;

import dev.gatehouse.core.failure.FailureReason;
import java.util.Locale;

/** The kind of thing after which a request could be tried again. */
public enum RetryCause {
  /** The backend has not got the request: no connection, or it refused the stream. */
  CONNECT,
  /** A kept connection that ended as it was used again, before a byte of the answer. */
  STALE,
  /** A new connection that ended before the head of the answer was complete. */
  RESET,
  /** No head of an answer within {@code timeouts.first-byte}, or the request was not taken. */
  FIRST_BYTE_TIMEOUT,
  /** No head of an answer within {@code retry.per-try}. */
  TRY_TIMEOUT,
  /** What arrived is no head of an answer. */
  INVALID_ANSWER,
  /** The status of the answer. */
  STATUS,
  /** Anything else: trying again would not help, or would not be right. */
  OTHER;

  private final String code;

  RetryCause() {
    code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in metrics: {@code first-byte-timeout}. */
  public String code() {
    return code;
  }

  /**
   * The kind of a failure before the head of an answer.
   *
   * @param sent whether any byte of the request may have reached the backend
   * @param reused whether the connection had carried a request before
   */
  static RetryCause of(FailureReason reason, boolean sent, boolean reused) {
    if (reason.retry() == FailureReason.Retry.UNSENT) {
      return CONNECT;
    }
    return switch (reason) {
      case BACKEND_CLOSED, BACKEND_RESET -> reused ? STALE : sent ? RESET : CONNECT;
      case BACKEND_INCOMPLETE -> RESET;
      case FIRST_BYTE_TIMEOUT, BACKEND_STALLED -> FIRST_BYTE_TIMEOUT;
      case TRY_TIMEOUT -> TRY_TIMEOUT;
      case BACKEND_PROTOCOL, BACKEND_HEADERS_TOO_LARGE -> INVALID_ANSWER;
      default -> OTHER;
    };
  }
}
