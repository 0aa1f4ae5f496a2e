package dev.gatehouse.core.http;

/**
 * The character classes of RFC 9110 §5.5 and §5.6.2 as tables: which octets may stand in a token
 * and in a field value.
 */
public final class Tokens {
  /** For each octet: its lower-case form if it is a token character, else 0. */
  private static final byte[] LOWER = new byte[256];

  /** For each octet: true if it may stand in a field value (HTAB, SP, VCHAR, obs-text). */
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (int c = 'a'; c <= 'z'; c++) {
      LOWER[c] = (byte) c;
      LOWER[c - 32] = (byte) c;
    }
    for (int c = '0'; c <= '9'; c++) {
      LOWER[c] = (byte) c;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      LOWER[c] = (byte) c;
    }
    for (int c = 0; c < 256; c++) {
      VALUE[c] = c == '\t' || (c >= ' ' && c != 0x7f);
    }
  }

  private Tokens() {}

  /**
   * Returns the lower-case form of a token character, or 0 if the octet may not stand in a token.
   */
  public static byte lower(byte octet) {
    return LOWER[octet & 0xff];
  }

  public static boolean isValueOctet(byte octet) {
    return VALUE[octet & 0xff];
  }

  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7f || LOWER[c] == 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * Says whether {@code text} can be sent as a field value as it is: no controls, nothing beyond
   * one octet, no outer space.
   */
  public static boolean isFieldValue(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0xff || !VALUE[c]) {
        return false;
      }
    }
    return length == 0 || (!isSpace(text.charAt(0)) && !isSpace(text.charAt(length - 1)));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
