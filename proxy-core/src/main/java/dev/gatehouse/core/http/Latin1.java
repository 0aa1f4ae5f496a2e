package dev.gatehouse.core.http;

import java.nio.charset.StandardCharsets;

/**
 * The octets of an HTTP/1 head as characters and back: ISO 8859-1, so that every octet survives the
 * way through unchanged.
 */
public final class Latin1 {
  private Latin1() {}

  public static String string(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  /**
   * Copies {@code text} to {@code target[at, at + text.length())}; the caller has made room.
   * Characters above U+00FF lose their high byte: texts that reach a head are checked where they
   * enter it ({@link Tokens#isFieldValue}).
   */
  @SuppressWarnings("deprecation") // the one String method that copies Latin-1 without allocating
  public static int copy(String text, byte[] target, int at) {
    text.getBytes(0, text.length(), target, at);
    return at + text.length();
  }
}
