package dev.gatehouse.core.forward;

import java.util.Locale;

/**
 * The decision whether a request is sent once more, and if not, why: a pure function of what is
 * known about the attempt that failed. Never delivers a request twice that is not idempotent.
 */
public enum RetryDecision {
  /** Another attempt, at another backend if there is one. */
  ANOTHER_BACKEND,
  /** The same over a fresh connection: the one that was used had died of age. */
  FRESH_CONNECTION,
  /** Trying again would not help, or would not be right. */
  NOT_RETRIABLE,
  /** The request's content was passed on as it came, and is not there any more. */
  CONTENT_GONE,
  /** {@code retry.on} does not name what happened. */
  NOT_CONFIGURED,
  /** The backend may have acted on the request, and its method does not allow a second time. */
  NOT_IDEMPOTENT,
  /** {@code retry.attempts} are used up. */
  NO_ATTEMPT_LEFT,
  /** The pool has no backend to send it to. */
  NO_BACKEND,
  /** The only backend there is has asked to be left alone for longer than a client would wait. */
  ASKED_TO_WAIT,
  /** The request's own time would be over before the next attempt begins. */
  NO_TIME,
  /** Too many of the route's requests are being tried again already: {@code retry.budget}. */
  NO_BUDGET;

  private final String code;

  RetryDecision() {
    code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in metrics and the access log: {@code not-idempotent}. */
  public String code() {
    return code;
  }

  /** True if the request is sent once more. */
  public boolean isYes() {
    return this == ANOTHER_BACKEND || this == FRESH_CONNECTION;
  }

  /**
   * Decides by what happened; whether there are a backend, time and budget is asked after that.
   *
   * @param status that of the answer, for {@link RetryCause#STATUS}
   * @param sent whether any byte of the request may have reached the backend
   * @param idempotent whether the method is (RFC 9110 §9.2.2)
   * @param replayable whether the request's content can be sent again from its start
   * @param left how many retries the request has left
   */
  static RetryDecision of(
      RetryCause cause,
      int status,
      boolean sent,
      boolean idempotent,
      boolean replayable,
      RetryRules rules,
      int left) {
    if (cause == RetryCause.OTHER) {
      return NOT_RETRIABLE;
    }
    if (!replayable) {
      return CONTENT_GONE;
    }
    boolean unseen = !sent || cause == RetryCause.CONNECT;
    if (cause == RetryCause.STALE && unseen) {
      return FRESH_CONNECTION; // nobody has seen it: it is only sent now
    }
    if (!unseen && !idempotent) {
      return NOT_IDEMPOTENT;
    }
    if (!rules.isOn(cause, status)) {
      return NOT_CONFIGURED;
    }
    if (cause == RetryCause.STALE && rules.attempts() > 0) {
      return FRESH_CONNECTION; // costs no attempt: a stale connection is no failure of the backend
    }
    return left > 0 ? ANOTHER_BACKEND : NO_ATTEMPT_LEFT;
  }
}
