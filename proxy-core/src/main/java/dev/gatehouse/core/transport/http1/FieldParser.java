package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Latin1;
import dev.gatehouse.core.http.Tokens;

/**
 * The strict reader of field lines up to the empty line (RFC 9112 §5): every line ends in CRLF, a
 * name is a token with the colon right behind it, a value holds no control characters, and nothing
 * is folded.
 *
 * <p>Pure: reads an array, fills {@link Headers}; names are turned to lower case in place.
 */
final class FieldParser {
  /** The section is not complete yet. */
  static final int MORE = 0;

  /** Not a field line as RFC 9112 §5 has it. */
  static final int BAD = -1;

  /** More lines than allowed. */
  static final int TOO_MANY = -2;

  private FieldParser() {}

  /**
   * Reads field lines from {@code bytes[from, to)}.
   *
   * @return the index behind the empty line that ends the section, or {@link #MORE}, {@link #BAD},
   *     {@link #TOO_MANY}
   */
  static int parse(byte[] bytes, int from, int to, int maxFields, Headers into) {
    int at = from;
    while (at < to) {
      if (bytes[at] == '\r') {
        return at + 1 == to ? MORE : bytes[at + 1] == '\n' ? at + 2 : BAD;
      }
      if (into.size() >= maxFields) {
        return TOO_MANY;
      }
      int nameStart = at;
      int hash = 0;
      while (at < to && bytes[at] != ':') {
        byte lower = Tokens.lower(bytes[at]);
        if (lower == 0) {
          return BAD;
        }
        bytes[at++] = lower;
        hash = 31 * hash + lower;
      }
      int nameLength = at - nameStart;
      if (nameLength == 0) {
        return BAD;
      }
      int valueStart = skipSpace(bytes, at + 1, to);
      at = valueStart;
      while (at < to && Tokens.isValueOctet(bytes[at])) {
        at++;
      }
      if (at + 1 >= to) {
        return at < to && bytes[at] != '\r' ? BAD : MORE;
      }
      if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
        return BAD;
      }
      int valueEnd = trimSpace(bytes, valueStart, at);
      into.add(
          HeaderNames.ofLowerCase(bytes, nameStart, nameLength, hash),
          Latin1.string(bytes, valueStart, valueEnd - valueStart));
      at += 2;
    }
    return MORE;
  }

  private static int skipSpace(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static int trimSpace(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    return end;
  }
}
