package dev.gatehouse.server.admin;

import java.util.function.BooleanSupplier;

/**
 * The operator's word to open the access log anew, as SIGUSR1 does: 202, or 404 if there is none.
 * What is posted is ignored.
 */
public final class ReopenAction implements Action {
  private final BooleanSupplier reopen;

  /**
   * @param reopen whether there is an access log
   */
  public ReopenAction(BooleanSupplier reopen) {
    this.reopen = reopen;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    return reopen.getAsBoolean()
        ? Endpoint.Answer.text(202, "the access log is opened anew")
        : Endpoint.Answer.text(404, "access-log: off (expected: an access log)");
  }
}
