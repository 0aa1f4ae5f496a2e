package dev.gatehouse.core.http;

import org.jspecify.annotations.Nullable;

/**
 * The reader of Cookie fields (RFC 6265 §4.2.1): pairs separated by semicolons; a value is what
 * stands between the equals sign and the next semicolon, quotes included: they protect nothing, as
 * with browsers. Pure functions.
 */
public final class Cookies {
  private Cookies() {}

  /** The value of the first cookie named {@code name} in a request; null if there is none. */
  public static @Nullable String value(Headers headers, String name) {
    int line = headers.indexOf(HeaderNames.COOKIE, 0);
    while (line >= 0) {
      String found = in(headers.value(line), name);
      if (found != null) {
        return found;
      }
      line = headers.indexOf(HeaderNames.COOKIE, line + 1);
    }
    return null;
  }

  /**
   * Takes every cookie named {@code name} out of a request. The others stay in their order and as
   * they are written; a line that held no other goes.
   */
  public static void remove(Headers headers, String name) {
    int line = headers.indexOf(HeaderNames.COOKIE, 0);
    while (line >= 0) {
      String written = headers.value(line);
      int next = line + 1;
      if (in(written, name) != null) {
        String left = without(written, name);
        if (left.isEmpty()) {
          headers.removeAt(line);
          next = line;
        } else {
          headers.replaceAt(line, left);
        }
      }
      line = headers.indexOf(HeaderNames.COOKIE, next);
    }
  }

  private static String without(String cookies, String name) {
    StringBuilder left = new StringBuilder(cookies.length());
    int from = 0;
    while (from < cookies.length()) {
      int semicolon = cookies.indexOf(';', from);
      int end = semicolon < 0 ? cookies.length() : semicolon;
      String pair = cookies.substring(from, end).strip();
      if (!pair.isEmpty() && in(pair, name) == null) {
        left.append(left.isEmpty() ? "" : "; ").append(pair);
      }
      from = end + 1;
    }
    return left.toString();
  }

  private static @Nullable String in(String cookies, String name) {
    int from = 0;
    while (from < cookies.length()) {
      int semicolon = cookies.indexOf(';', from);
      int end = semicolon < 0 ? cookies.length() : semicolon;
      int start = from;
      while (start < end && isSpace(cookies.charAt(start))) {
        start++;
      }
      int value = start + name.length() + 1;
      if (value <= end && cookies.startsWith(name, start) && cookies.charAt(value - 1) == '=') {
        while (end > value && isSpace(cookies.charAt(end - 1))) {
          end--;
        }
        return cookies.substring(value, end);
      }
      from = end + 1;
    }
    return null;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
