package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;

/**
 * The decision whether a connection persists after a message (RFC 9112 §9.3), as a pure function of
 * its head.
 */
final class Persistence {
  private Persistence() {}

  static boolean persists(HttpVersion version, Headers headers) {
    boolean keepAlive = version != HttpVersion.HTTP_1_0;
    for (int at = headers.indexOf(HeaderNames.CONNECTION, 0);
        at >= 0;
        at = headers.indexOf(HeaderNames.CONNECTION, at + 1)) {
      String value = headers.value(at);
      if (names(value, "close")) {
        return false;
      }
      keepAlive |= names(value, "keep-alive");
    }
    return keepAlive;
  }

  /** Says whether any Connection field of {@code headers} has the option {@code token}. */
  static boolean anyNames(Headers headers, String token) {
    for (int at = headers.indexOf(HeaderNames.CONNECTION, 0);
        at >= 0;
        at = headers.indexOf(HeaderNames.CONNECTION, at + 1)) {
      if (names(headers.value(at), token)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says whether the comma-separated list {@code value} has the member {@code token}, in any case.
   */
  static boolean names(String value, String token) {
    int from = 0;
    while (from <= value.length()) {
      int comma = value.indexOf(',', from);
      int end = comma < 0 ? value.length() : comma;
      int to = end;
      while (from < to && value.charAt(from) <= ' ') {
        from++;
      }
      while (to > from && value.charAt(to - 1) <= ' ') {
        to--;
      }
      if (to - from == token.length()
          && value.regionMatches(true, from, token, 0, token.length())) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }
}
