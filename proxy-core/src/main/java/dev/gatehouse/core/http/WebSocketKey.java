package dev.gatehouse.core.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The proof of an HTTP/1 WebSocket handshake (RFC 6455 §4): the key that a client makes up and the
 * answer that shows that the server has understood it. Each hop has its own. Pure functions but for
 * {@link #fresh}.
 */
public final class WebSocketKey {
  private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int OCTETS = 16;
  private static final int LENGTH = 24;

  private WebSocketKey() {}

  /** A key that nobody can have prepared an answer for. */
  public static String fresh() {
    byte[] nonce = new byte[OCTETS];
    ThreadLocalRandom.current().nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }

  /** Says whether {@code text} is the Base64 form of 16 octets, and nothing else. */
  public static boolean isKey(String text) {
    if (text.length() != LENGTH || !text.endsWith("==")) {
      return false;
    }
    for (int i = 0; i < LENGTH - 2; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && (c < '0' || c > '9') && c != '+' && c != '/') {
        return false;
      }
    }
    return true;
  }

  /** What Sec-WebSocket-Accept has to say to {@code key}. */
  public static String accept(String key) {
    byte[] proof = (key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
    return Base64.getEncoder().encodeToString(sha1().digest(proof));
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1: missing (expected: every JDK has it)", e);
    }
  }
}
