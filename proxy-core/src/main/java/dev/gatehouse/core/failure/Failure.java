package dev.gatehouse.core.failure;

import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong: its reason, and for the log what exactly was seen.
 *
 * @param detail what was seen, for logs and never for clients; null if the reason says it all
 * @param cause the exception behind it, for logs; null if there was none
 */
public record Failure(FailureReason reason, @Nullable String detail, @Nullable Throwable cause) {
  public static Failure of(FailureReason reason) {
    return new Failure(reason, null, null);
  }

  public static Failure of(FailureReason reason, String detail) {
    return new Failure(reason, detail, null);
  }

  public static Failure of(FailureReason reason, Throwable cause) {
    return new Failure(reason, cause.toString(), cause);
  }

  @Override
  public String toString() {
    return detail == null ? reason.code() : reason.code() + ": " + detail;
  }
}
