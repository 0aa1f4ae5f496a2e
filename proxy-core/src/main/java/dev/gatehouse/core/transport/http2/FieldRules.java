package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;

/** The rules that every HTTP/2 field line obeys (RFC 9113 §8.1, §8.2), as pure functions. */
final class FieldRules {
  /** {@link #contentLength}: there is no such field. */
  static final long NO_LENGTH = -1;

  /** {@link #contentLength}: there is one that cannot be understood in one way only. */
  static final long BAD_LENGTH = -2;

  private FieldRules() {}

  /**
   * Says whether a field value may stand on the wire: no controls, no outer white space. RFC 9113
   * §8.2.1 asks this of NUL, CR and LF; the other controls are refused as HTTP/1 has no way to
   * carry them (RFC 9110 §5.5).
   */
  static boolean isValue(byte[] bytes, int from, int length) {
    int end = from + length;
    for (int i = from; i < end; i++) {
      if (!Tokens.isValueOctet(bytes[i])) {
        return false;
      }
    }
    return length == 0 || (!isSpace(bytes[from]) && !isSpace(bytes[end - 1]));
  }

  /** Says whether {@code name} belongs to one HTTP/1 connection and may not occur here (§8.2.2). */
  static boolean isConnectionSpecific(String name) {
    return switch (name) {
      case HeaderNames.CONNECTION,
          HeaderNames.PROXY_CONNECTION,
          HeaderNames.KEEP_ALIVE,
          HeaderNames.TRANSFER_ENCODING,
          HeaderNames.UPGRADE ->
          true;
      default -> false;
    };
  }

  /**
   * The number in Content-Length, {@link #NO_LENGTH} or {@link #BAD_LENGTH}: digits only, once
   * only, no overflow.
   */
  static long contentLength(Headers headers) {
    int at = headers.indexOf(HeaderNames.CONTENT_LENGTH, 0);
    if (at < 0) {
      return NO_LENGTH;
    }
    String text = headers.value(at);
    if (text.isEmpty()
        || text.length() > 18
        || headers.indexOf(HeaderNames.CONTENT_LENGTH, at + 1) >= 0) {
      return BAD_LENGTH;
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return BAD_LENGTH;
      }
      length = length * 10 + digit;
    }
    return length;
  }

  /**
   * Makes Content-Length say {@code length}, or nothing if that is not known: the body decides,
   * whatever the field said of a body that was there before it.
   */
  static void stateLength(Headers headers, long length) {
    if (length < 0) {
      headers.remove(HeaderNames.CONTENT_LENGTH);
    } else if (contentLength(headers) != length) {
      headers.set(HeaderNames.CONTENT_LENGTH, Long.toString(length));
    }
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}
