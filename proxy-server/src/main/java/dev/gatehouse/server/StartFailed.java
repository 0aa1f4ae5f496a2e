package dev.gatehouse.server;

/**
 * The failure to start: an address that cannot be bound, a log that cannot be opened. The message
 * is one line for the operator.
 */
public final class StartFailed extends Exception {
  private static final long serialVersionUID = 1;

  StartFailed(String message) {
    super(message);
  }

  StartFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
