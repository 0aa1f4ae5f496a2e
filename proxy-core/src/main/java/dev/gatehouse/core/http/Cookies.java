package dev.gatehouse.core.http;

import org.jspecify.annotations.Nullable;

/**
 * The reader of Cookie fields (RFC 6265 §4.2.1): pairs separated by semicolons; a value is what
 * stands between the equals sign and the next semicolon, quotes included. Pure functions.
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
