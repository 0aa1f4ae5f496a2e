package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of one HTTP/1 response head (RFC 9112 §4): {@code HTTP/1.x SP 3DIGIT [SP
 * reason] CRLF}, then the field lines. The reason phrase is checked and dropped. Reused by a
 * connection for its responses.
 */
final class ResponseHead {
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};

  /** Version, minor, space, three digits. */
  private static final int STATUS_END = VERSION.length + 5;

  private static final Headers NOTHING = new Headers();

  private final int maxFields;
  private int status;
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private Headers headers = NOTHING;
  private @Nullable FailureReason refusal;

  ResponseHead(int maxFields) {
    this.maxFields = maxFields;
  }

  int status() {
    return status;
  }

  HttpVersion version() {
    return version;
  }

  Headers headers() {
    return headers;
  }

  /** Lets go of what was read, for the time that the connection is idle. */
  void release() {
    headers = NOTHING;
  }

  /** Why {@link #parse} returned -1. */
  FailureReason refusal() {
    return refusal == null ? FailureReason.BACKEND_PROTOCOL : refusal;
  }

  /**
   * Reads a head from {@code bytes[0, length)}, which may go on behind it.
   *
   * @return the head's length in bytes; 0 if it is not complete yet; -1 if it is refused
   */
  int parse(byte[] bytes, int length) {
    refusal = null;
    int lineEnd = statusLine(bytes, length);
    if (lineEnd <= 0) {
      return lineEnd;
    }
    headers = new Headers(16);
    int end = FieldParser.parse(bytes, lineEnd, length, maxFields, headers);
    return switch (end) {
      case FieldParser.BAD -> refuse(FailureReason.BACKEND_PROTOCOL);
      case FieldParser.TOO_MANY -> refuse(FailureReason.BACKEND_HEADERS_TOO_LARGE);
      default -> end;
    };
  }

  private int statusLine(byte[] bytes, int length) {
    for (int i = 0; i < Math.min(length, VERSION.length); i++) {
      if (bytes[i] != VERSION[i]) {
        return refuse(FailureReason.BACKEND_PROTOCOL);
      }
    }
    if (length < STATUS_END + 2) {
      return 0;
    }
    byte minor = bytes[VERSION.length];
    int code = digits(bytes, VERSION.length + 2);
    if (minor < '0'
        || minor > '9'
        || bytes[VERSION.length + 1] != ' '
        || code < 100
        || code > 599) {
      return refuse(FailureReason.BACKEND_PROTOCOL);
    }
    int at = STATUS_END;
    if (bytes[at] == ' ') {
      while (at < length && Tokens.isValueOctet(bytes[at])) {
        at++;
      }
    }
    if (at + 1 >= length) {
      return at < length && bytes[at] != '\r' ? refuse(FailureReason.BACKEND_PROTOCOL) : 0;
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      return refuse(FailureReason.BACKEND_PROTOCOL);
    }
    status = code;
    version = minor == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    return at + 2;
  }

  private static int digits(byte[] bytes, int from) {
    int value = 0;
    for (int i = from; i < from + 3; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private int refuse(FailureReason reason) {
    refusal = reason;
    return -1;
  }
}
