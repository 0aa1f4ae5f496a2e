package dev.gatehouse.core.exchange;

import dev.gatehouse.core.failure.Failure;

/** Where connections hand over the exchanges they have decoded. Shared by all event loops. */
public interface Intake {
  /** Takes a well-formed request to its route and sees to its answer. */
  void dispatch(Exchange exchange);

  /**
   * Answers, logs and counts a request that the connection refuses: its framing is not understood,
   * or it breaks a limit. What could be decoded stands in the request; its body is empty. The
   * connection closes after the answer (HTTP/1) or resets the stream.
   */
  void refuse(Exchange exchange, Failure failure);

  /**
   * Logs and counts a request that gets no answer since it is none by the rules of its protocol
   * (RFC 9113 §8.1.1). What could be decoded stands in the request; its body is empty. The
   * connection resets the stream, which ends the exchange, as soon as this returns.
   */
  void reject(Exchange exchange, Failure failure);
}
