package dev.gatehouse.core.forward;

import dev.gatehouse.core.failure.FailureReason;

/**
 * The decision what a failed attempt allows, as a pure function of what is known about it. Never
 * sends a POST twice.
 */
enum RetryDecision {
  /** The failure is the answer. */
  GIVE_UP,
  /** Another attempt at another backend. */
  ANOTHER_BACKEND,
  /** Another attempt over a fresh connection: the one that was used had died of age. */
  FRESH_CONNECTION;

  /** True if a connection that has carried requests before ends like this of age. */
  static boolean isOfAge(FailureReason reason) {
    return reason == FailureReason.BACKEND_CLOSED || reason == FailureReason.BACKEND_RESET;
  }

  /**
   * Decides what may be done.
   *
   * @param sent whether any byte of the request may have reached the backend
   * @param reused whether the connection had carried a request before
   * @param idempotent whether the method is (RFC 9110 §9.2.2)
   * @param replayable whether the request's content can be sent again from its start
   */
  static RetryDecision of(
      FailureReason reason, boolean sent, boolean reused, boolean idempotent, boolean replayable) {
    if (!replayable) {
      return GIVE_UP;
    }
    return switch (reason) {
      case BACKEND_CLOSED, BACKEND_RESET -> {
        if (reused) {
          yield !sent || idempotent ? FRESH_CONNECTION : GIVE_UP;
        }
        yield sent ? GIVE_UP : ANOTHER_BACKEND;
      }
      default -> reason.retry() == FailureReason.Retry.UNSENT ? ANOTHER_BACKEND : GIVE_UP;
    };
  }
}
