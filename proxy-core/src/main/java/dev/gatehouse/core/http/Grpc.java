package dev.gatehouse.core.http;

import org.jspecify.annotations.Nullable;

/**
 * What of the gRPC protocol over HTTP/2 a proxy has to know: how its messages are told from others,
 * and how a call says how long its client waits. Pure functions.
 */
public final class Grpc {
  /** {@link #timeoutNanos}: the call states none, or none that is understood. */
  public static final long NO_TIMEOUT = -1;

  private static final String TYPE = "application/grpc";
  private static final int MAX_DIGITS = 8;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Grpc() {}

  /** Says whether content of this type is gRPC; gRPC-Web is plain HTTP here. */
  public static boolean isGrpc(@Nullable String contentType) {
    if (contentType == null || !contentType.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      return false;
    }
    return contentType.length() == TYPE.length()
        || "+; ".indexOf(contentType.charAt(TYPE.length())) >= 0;
  }

  /**
   * The nanoseconds that {@code timeout}, a value of grpc-timeout, stands for: at most eight digits
   * and a unit; {@link #NO_TIMEOUT} if it is anything else. Hours that do not fit are as good as
   * {@link Long#MAX_VALUE}.
   */
  public static long timeoutNanos(@Nullable String timeout) {
    int digits = timeout == null ? 0 : timeout.length() - 1;
    if (timeout == null || digits < 1 || digits > MAX_DIGITS) {
      return NO_TIMEOUT;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = timeout.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_TIMEOUT;
      }
      value = value * 10 + digit;
    }
    long unit = unitNanos(timeout.charAt(digits));
    if (unit == NO_TIMEOUT) {
      return NO_TIMEOUT;
    }
    return value > Long.MAX_VALUE / unit ? Long.MAX_VALUE : value * unit;
  }

  private static long unitNanos(char unit) {
    return switch (unit) {
      case 'H' -> 3_600_000_000_000L;
      case 'M' -> 60_000_000_000L;
      case 'S' -> 1_000_000_000L;
      case 'm' -> NANOS_PER_MILLI;
      case 'u' -> 1_000;
      case 'n' -> 1;
      default -> NO_TIMEOUT;
    };
  }

  /** A value of grpc-timeout for {@code nanos}, exact to the millisecond; never less than one. */
  public static String timeout(long nanos) {
    long millis = Math.max(1, nanos / NANOS_PER_MILLI);
    return millis <= 99_999_999 ? millis + "m" : millis / 1000 + "S";
  }
}
