package dev.gatehouse.core.exchange;

import dev.gatehouse.core.failure.Failure;

/** Where the answer to one exchange goes. Confined to its event loop. */
public interface Responder {
  /**
   * Answers; takes ownership of the response's body. Ends the responder: neither this nor {@link
   * #fail} may be called again.
   */
  void respond(Response response);

  /** Gives up: the failure becomes an answer in one place, at the outer end. Ends the responder. */
  void fail(Failure failure);

  /** Passes on an interim (1xx) answer; any number of times before the end. */
  void inform(Response interim);
}
