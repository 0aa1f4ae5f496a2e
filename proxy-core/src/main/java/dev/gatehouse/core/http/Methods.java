package dev.gatehouse.core.http;

/**
 * The registered request methods, one instance each, with the properties that decide framing and
 * retries (RFC 9110 §9).
 */
public final class Methods {
  public static final String GET = "GET";
  public static final String HEAD = "HEAD";
  public static final String POST = "POST";
  public static final String PUT = "PUT";
  public static final String DELETE = "DELETE";
  public static final String CONNECT = "CONNECT";
  public static final String OPTIONS = "OPTIONS";
  public static final String TRACE = "TRACE";
  public static final String PATCH = "PATCH";
  public static final String QUERY = "QUERY";

  /** The most characters that a method may have: none in use has half as many. */
  public static final int LONGEST = 32;

  private static final String[] KNOWN = {
    GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, QUERY
  };

  private Methods() {}

  /**
   * Returns the method in {@code bytes[from, from + length)}: the known instance, or a new string.
   * Case matters.
   */
  public static String of(byte[] bytes, int from, int length) {
    for (String known : KNOWN) {
      if (known.length() == length && matches(known, bytes, from)) {
        return known;
      }
    }
    return Latin1.string(bytes, from, length);
  }

  /** Returns {@code method} as the known instance where there is one. */
  public static String of(String method) {
    for (String known : KNOWN) {
      if (known.equals(method)) {
        return known;
      }
    }
    return method;
  }

  /** Says whether a request may be sent again without a second effect (RFC 9110 §9.2.2). */
  public static boolean isIdempotent(String method) {
    return switch (method) {
      case GET, HEAD, PUT, DELETE, OPTIONS, TRACE, QUERY -> true;
      default -> false;
    };
  }

  private static boolean matches(String known, byte[] bytes, int from) {
    for (int i = 0; i < known.length(); i++) {
      if (known.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
