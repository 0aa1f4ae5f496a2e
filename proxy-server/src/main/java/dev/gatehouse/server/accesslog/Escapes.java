package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.http.Latin1;
import java.nio.charset.StandardCharsets;

/**
 * Values made harmless for a log line: whatever a client sends, it stays inside its quotes, on its
 * line, and does nothing to a terminal. Pure functions into a buffer.
 */
final class Escapes {
  /** The longest value in characters; the rest is cut off and three dots say so. */
  static final int LONGEST = 8192;

  /** The most bytes that one character becomes. */
  private static final int WIDEST = 6;

  private static final byte[] CUT = "...".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] PLAIN = new boolean[256];

  static {
    for (int c = 0x20; c < 0x7f; c++) {
      PLAIN[c] = c != '"' && c != '\\';
    }
  }

  private Escapes() {}

  /**
   * Adds octets of a message, kept as ISO 8859-1 characters, as the inside of a JSON string.
   * Well-formed UTF-8 stays what it is; any other octet is taken for the ISO 8859-1 character of
   * its number.
   */
  static void jsonOctets(String octets, LineBuffer into) {
    int end = Math.min(octets.length(), LONGEST);
    for (int i = plainPrefix(octets, end, into); i < end; ) {
      char c = octets.charAt(i);
      int length = c < 0x80 || c > 0xff ? 0 : Utf8.sequence(octets, i, end);
      if (length == 0) {
        jsonCharacter(c > 0xff ? 0xfffd : c, c > 0xff, into);
        i++;
      } else if (c == 0xc2 && octets.charAt(i + 1) < 0xa0) {
        jsonCharacter(octets.charAt(i + 1), false, into); // a control character of ISO 8859-1
        i += length;
      } else {
        for (int last = i + length; i < last; i++) {
          into.put(octets.charAt(i));
        }
      }
    }
    cut(octets, into);
  }

  /** Adds text of the proxy's own or of its configuration as the inside of a JSON string. */
  static void jsonText(String text, LineBuffer into) {
    int end = Math.min(text.length(), LONGEST);
    into.reserve(end * WIDEST + CUT.length);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        jsonCharacter(c, true, into);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        Utf8.put(Character.toCodePoint(c, text.charAt(++i)), into);
      } else {
        jsonCharacter(0xfffd, true, into);
      }
    }
    cut(text, into);
  }

  /**
   * Adds octets of a message as the combined format has them between quotes: printable ASCII, the
   * rest as {@code \xHH}.
   */
  static void combinedOctets(String octets, LineBuffer into) {
    int end = Math.min(octets.length(), LONGEST);
    for (int i = plainPrefix(octets, end, into); i < end; i++) {
      char c = octets.charAt(i);
      if (c > 0xff) {
        into.put('?');
      } else if (PLAIN[c]) {
        into.put(c);
      } else {
        into.put('\\');
        into.put('x');
        hex(c, into);
      }
    }
    cut(octets, into);
  }

  /**
   * Makes room for all of {@code octets[0, end)}, adds what needs no escape at its beginning, and
   * returns how much that is: everything, nearly always.
   */
  private static int plainPrefix(String octets, int end, LineBuffer into) {
    into.reserve(Math.max(octets.length(), end * WIDEST + CUT.length));
    byte[] bytes = into.bytes();
    int from = into.length();
    Latin1.copy(octets, bytes, from);
    int plain = 0;
    while (plain < end && PLAIN[bytes[from + plain] & 0xff]) {
      plain++;
    }
    into.skip(plain);
    return plain;
  }

  /**
   * Adds a character below U+10000.
   *
   * @param raw false if it must be written as its number even where JSON allows it
   */
  private static void jsonCharacter(int c, boolean raw, LineBuffer into) {
    if (c < 0x80 && PLAIN[c]) {
      into.put(c);
    } else if (c == '"' || c == '\\') {
      into.put('\\');
      into.put(c);
    } else if (raw && c > 0x9f && c != 0x2028 && c != 0x2029) {
      Utf8.put(c, into);
    } else {
      into.put('\\');
      into.put('u');
      hex(c >> 8, into);
      hex(c & 0xff, into);
    }
  }

  private static void hex(int octet, LineBuffer into) {
    into.put(HEX[octet >> 4]);
    into.put(HEX[octet & 0xf]);
  }

  private static void cut(String value, LineBuffer into) {
    if (value.length() > LONGEST) {
      into.add(CUT);
    }
  }
}
