package dev.gatehouse.core.runtime;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.failure.FailureReason.Retry;
import org.jspecify.annotations.Nullable;

/**
 * Failures in the terms of gRPC, whose clients look for a code among the trailers and not at the
 * HTTP status. Pure functions.
 */
final class GrpcStatus {
  private static final String TYPE = "application/grpc";

  private GrpcStatus() {}

  /** Says whether a request with this Content-Type is gRPC; gRPC-Web is plain HTTP here. */
  static boolean isGrpc(@Nullable String contentType) {
    if (contentType == null || !contentType.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      return false;
    }
    return contentType.length() == TYPE.length()
        || "+; ".indexOf(contentType.charAt(TYPE.length())) >= 0;
  }

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
}
