package dev.gatehouse.server.accesslog;

/** The rules of UTF-8 (RFC 3629 §4) for octets that are kept as ISO 8859-1 characters. */
final class Utf8 {
  private Utf8() {}

  /**
   * The length of the well-formed sequence of two to four octets that begins at {@code at} in
   * {@code octets[0, end)}; 0 if there is none.
   */
  static int sequence(String octets, int at, int end) {
    int lead = octets.charAt(at);
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > end) {
      return 0;
    }
    int second = octets.charAt(at + 1);
    if (second < lowest(lead) || second > highest(lead)) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      int next = octets.charAt(i);
      if (next < 0x80 || next > 0xbf) {
        return 0;
      }
    }
    return length;
  }

  /** The lowest second octet: no longer form than needed. */
  private static int lowest(int lead) {
    return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  }

  /** The highest second octet: no surrogates, nothing beyond U+10FFFF. */
  private static int highest(int lead) {
    return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  }

  /** Adds the UTF-8 form of {@code codePoint}, not a surrogate; there is room for four bytes. */
  static void put(int codePoint, LineBuffer into) {
    if (codePoint < 0x80) {
      into.put(codePoint);
    } else if (codePoint < 0x800) {
      into.put(0xc0 | (codePoint >> 6));
      into.put(0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
      into.put(0xe0 | (codePoint >> 12));
      into.put(0x80 | ((codePoint >> 6) & 0x3f));
      into.put(0x80 | (codePoint & 0x3f));
    } else {
      into.put(0xf0 | (codePoint >> 18));
      into.put(0x80 | ((codePoint >> 12) & 0x3f));
      into.put(0x80 | ((codePoint >> 6) & 0x3f));
      into.put(0x80 | (codePoint & 0x3f));
    }
  }
}
