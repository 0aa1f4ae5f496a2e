package dev.gatehouse.core.runtime;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.failure.FailureReason.Retry;

/**
 * Failures in the terms of gRPC, whose clients look for a code among the trailers and not at the
 * HTTP status. Pure functions.
 */
final class GrpcStatus {
  private GrpcStatus() {}

  /**
   * The code for a reason: that which gRPC's table gives for the HTTP status, but where it is known
   * that the time was up, or that something was too large, the code that says so. UNAVAILABLE
   * invites the client to send again, so it is not said of a request that may have been carried out
   * while time ran out.
   */
  static String code(FailureReason reason) {
    return switch (reason.status()) {
      case 400, 417, 421 -> "13"; // INTERNAL
      case 401 -> "16"; // UNAUTHENTICATED
      case 403 -> "7"; // PERMISSION_DENIED
      case 404, 405, 501, 505 -> "12"; // UNIMPLEMENTED
      case 408 -> "4"; // DEADLINE_EXCEEDED
      case 413, 414, 431 -> "8"; // RESOURCE_EXHAUSTED
      case 429, 502, 503 -> "14"; // UNAVAILABLE
      case 504 -> reason.retry() == Retry.UNSENT ? "14" : "4";
      default -> "2"; // UNKNOWN
    };
  }

  /** What people are told: for programmers, so the code of the reason goes with it. */
  static String message(FailureReason reason) {
    String sentence =
        switch (reason) {
          case DEADLINE_EXCEEDED -> "The time that the call was given is up.";
          case GRPC_NEEDS_HTTP2 -> "The backends of this route do not speak HTTP/2.";
          default -> ErrorText.of(reason.status() == 499 ? 400 : reason.status()).sentence();
        };
    return sentence + " (" + reason.code() + ")";
  }
}
