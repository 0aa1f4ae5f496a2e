package dev.gatehouse.core.routing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Names and values of a query as browsers and servers encode them ({@code
 * application/x-www-form-urlencoded}): a plus is a space, triplets are octets of UTF-8. A percent
 * sign without two digits stands for itself.
 */
final class FormText {
  private FormText() {}

  /** Says whether {@code text[from, to)} decodes to {@code octets}; allocates nothing. */
  static boolean equals(String text, int from, int to, byte[] octets) {
    int matched = 0;
    for (int i = from; i < to; i += width(text, i, to)) {
      if (matched == octets.length || octet(text, i, to) != (octets[matched++] & 0xff)) {
        return false;
      }
    }
    return matched == octets.length;
  }

  static String decode(String text, int from, int to) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i += width(text, i, to)) {
      octets.write(octet(text, i, to));
    }
    return octets.toString(StandardCharsets.UTF_8);
  }

  private static int width(String text, int at, int to) {
    return isTriplet(text, at, to) ? 3 : 1;
  }

  private static int octet(String text, int at, int to) {
    char c = text.charAt(at);
    if (c == '+') {
      return ' ';
    }
    return isTriplet(text, at, to)
        ? Character.digit(text.charAt(at + 1), 16) << 4 | Character.digit(text.charAt(at + 2), 16)
        : c;
  }

  private static boolean isTriplet(String text, int at, int to) {
    return text.charAt(at) == '%'
        && at + 2 < to
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0;
  }
}
