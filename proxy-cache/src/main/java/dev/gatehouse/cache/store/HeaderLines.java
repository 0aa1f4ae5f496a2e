package dev.gatehouse.cache.store;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Latin1;

/**
 * A header section as the octets that HTTP/1 sends: {@code name: value}, CR LF, for each line,
 * names in lower case. Written by the cache itself, so reading it back checks nothing.
 */
final class HeaderLines {
  private static final int EXTRA = 4;

  private HeaderLines() {}

  /** The number of octets that {@code headers} takes. */
  private static int length(Headers headers) {
    return headers.bytes() + headers.size() * EXTRA;
  }

  /** The octets that {@code headers} are. */
  static byte[] bytes(Headers headers) {
    byte[] lines = new byte[length(headers)];
    int at = 0;
    for (int i = 0; i < headers.size(); i++) {
      at = Latin1.copy(headers.name(i), lines, at);
      lines[at++] = ':';
      lines[at++] = ' ';
      at = Latin1.copy(headers.value(i), lines, at);
      lines[at++] = '\r';
      lines[at++] = '\n';
    }
    return lines;
  }

  /** Reads the section that {@code lines} is, into one with room for a few fields more. */
  static Headers read(byte[] lines) {
    Headers headers = new Headers(24);
    int at = 0;
    while (at < lines.length) {
      int hash = 0;
      int colon = at;
      for (; lines[colon] != ':'; colon++) {
        hash = 31 * hash + lines[colon];
      }
      int end = colon + 2;
      while (lines[end] != '\r') {
        end++;
      }
      headers.add(
          HeaderNames.ofLowerCase(lines, at, colon - at, hash),
          Latin1.string(lines, colon + 2, end - colon - 2));
      at = end + 2;
    }
    return headers;
  }
}
