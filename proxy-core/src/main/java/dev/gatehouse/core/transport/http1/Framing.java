package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.NameAliases;
import dev.gatehouse.core.http.Tokens;

/**
 * The decision where the content of an HTTP/1 message ends (RFC 9112 §6.3), as a pure function of
 * its head. Stricter than the RFC where two readers could disagree: both Transfer-Encoding and
 * Content-Length, repeated lengths, codings other than a single {@code chunked}, and
 * Transfer-Encoding in HTTP/1.0 are refused, and in requests what a backend may take for one of the
 * two ({@code Content_Length}).
 *
 * <p>A result of 0 or more is a length in bytes; the others are the constants.
 */
final class Framing {
  /** The content is chunked. */
  static final long CHUNKED = -1;

  /** The content ends with the connection (responses only). */
  static final long UNTIL_CLOSE = -2;

  /** The fields contradict each other or are malformed. */
  static final long BAD = -3;

  /** Chunked, but what is in the chunks is in a coding that is not understood. */
  static final long UNSUPPORTED_CODING = -4;

  private static final int MAX_DIGITS = 18;

  private Framing() {}

  static long ofRequest(HttpVersion version, Headers headers) {
    if (NameAliases.ofFraming(headers)) {
      return BAD;
    }
    long stated = stated(version, headers);
    return stated == UNTIL_CLOSE ? 0 : stated;
  }

  /**
   * @param method the method of the request that is answered
   */
  static long ofResponse(String method, int status, HttpVersion version, Headers headers) {
    long stated = stated(version, headers);
    if (stated == BAD || stated == UNSUPPORTED_CODING) {
      return stated;
    }
    boolean neverContent = status < 200 || status == 204;
    if (neverContent && (stated == CHUNKED || stated > 0)) {
      return BAD; // RFC 9110 §8.6, RFC 9112 §6.1: a server sends neither here, and readers disagree
      // about it
    }
    return neverContent || contentless(method, status) ? 0 : stated;
  }

  /** Says whether an answer never has content, whatever its head says (RFC 9112 §6.3). */
  static boolean contentless(String method, int status) {
    return status == 204 || status == 304 || method.equals(Methods.HEAD);
  }

  /**
   * How content of {@code length} bytes, below 0 if unknown, is framed towards a client.
   *
   * @param old whether the client speaks HTTP/1.0, which has no chunks
   */
  static long ofAnswer(long length, boolean old) {
    return length >= 0 ? length : old ? UNTIL_CLOSE : CHUNKED;
  }

  private static long stated(HttpVersion version, Headers headers) {
    int coding = headers.indexOf(HeaderNames.TRANSFER_ENCODING, 0);
    int length = headers.indexOf(HeaderNames.CONTENT_LENGTH, 0);
    if (coding < 0) {
      return length < 0 ? UNTIL_CLOSE : length(headers, length);
    }
    if (length >= 0
        || version == HttpVersion.HTTP_1_0
        || headers.indexOf(HeaderNames.TRANSFER_ENCODING, coding + 1) >= 0) {
      return BAD;
    }
    String value = headers.value(coding);
    return value.equalsIgnoreCase("chunked") ? CHUNKED : otherThanChunked(value);
  }

  /**
   * A list that ends in {@code chunked} says where the content ends, in codings that are not
   * understood (RFC 9112 §6.1). Whatever else it is, it says nothing reliable (§6.3).
   */
  private static long otherThanChunked(String value) {
    String[] codings = value.split(",", -1);
    for (int i = 0; i < codings.length; i++) {
      String coding = codings[i].strip();
      boolean last = i == codings.length - 1;
      if (!Tokens.isToken(coding) || coding.equalsIgnoreCase("chunked") != last) {
        return BAD;
      }
    }
    return UNSUPPORTED_CODING;
  }

  private static long length(Headers headers, int at) {
    return headers.indexOf(HeaderNames.CONTENT_LENGTH, at + 1) >= 0
        ? BAD
        : digits(headers.value(at));
  }

  /**
   * The value of ASCII digits only, or {@link #BAD}; {@value #MAX_DIGITS} digits cannot overflow.
   */
  static long digits(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS) {
      return BAD;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return BAD;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
