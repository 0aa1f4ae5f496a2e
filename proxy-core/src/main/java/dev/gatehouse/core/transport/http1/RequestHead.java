package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Latin1;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of one HTTP/1 request head (RFC 9112 §3): method, target and version separated
 * by single spaces, then the field lines. Reused by a connection for its requests.
 */
final class RequestHead {
  private static final Headers NOTHING = new Headers();

  private final int maxLine;
  private final int maxFields;
  private String method = "";
  private String target = "";
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private Headers headers = NOTHING;
  private @Nullable FailureReason refusal;

  /**
   * @param maxLine the longest request line in bytes
   * @param maxFields the most field lines
   */
  RequestHead(int maxLine, int maxFields) {
    this.maxLine = maxLine;
    this.maxFields = maxFields;
  }

  String method() {
    return method;
  }

  /**
   * The target as it stands in the request line; its characters are checked where it is taken
   * apart.
   */
  String target() {
    return target;
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
    target = "";
  }

  /** Why {@link #parse} returned -1. */
  FailureReason refusal() {
    return refusal == null ? FailureReason.BAD_REQUEST : refusal;
  }

  /**
   * Reads a head from {@code bytes[0, length)}, which may go on behind it.
   *
   * @return the head's length in bytes; 0 if it is not complete yet; -1 if it is refused
   */
  int parse(byte[] bytes, int length) {
    method = "";
    target = "";
    refusal = null;
    int start = leadingEmptyLine(bytes, length);
    if (start < 0) {
      return start == -1 ? 0 : refuse(FailureReason.BAD_REQUEST_LINE);
    }
    int methodEnd = method(bytes, start, length);
    if (methodEnd <= 0) {
      return methodEnd;
    }
    int targetEnd = target(bytes, methodEnd + 1, start, length);
    if (targetEnd <= 0) {
      return targetEnd;
    }
    int lineEnd = version(bytes, targetEnd + 1, length);
    return lineEnd <= 0 ? lineEnd : fields(bytes, lineEnd, length);
  }

  /**
   * One empty line before a request is tolerated (RFC 9112 §2.2). Returns -1 for more bytes, -2 for
   * a lone CR.
   */
  private static int leadingEmptyLine(byte[] bytes, int length) {
    if (length == 0) {
      return -1;
    }
    if (bytes[0] != '\r') {
      return 0;
    }
    if (length == 1) {
      return -1;
    }
    return bytes[1] != '\n' ? -2 : length == 2 ? -1 : 2;
  }

  private int method(byte[] bytes, int start, int length) {
    int at = start;
    while (at < length && bytes[at] != ' ') {
      if (Tokens.lower(bytes[at]) == 0) {
        return refuse(FailureReason.BAD_REQUEST_LINE);
      }
      if (++at - start > Methods.LONGEST) {
        return refuse(FailureReason.BAD_METHOD);
      }
    }
    if (at == length) {
      return 0;
    }
    if (at == start) {
      return refuse(FailureReason.BAD_REQUEST_LINE);
    }
    method = Methods.of(bytes, start, at - start);
    return at;
  }

  private int target(byte[] bytes, int from, int start, int length) {
    int at = from;
    while (at < length
        && bytes[at] > ' '
        && bytes[at] != 0x7f) { // octets above 0x7f are negative: refused here too
      at++;
    }
    if (at - start > maxLine) {
      return refuse(FailureReason.REQUEST_LINE_TOO_LONG);
    }
    if (at == length) {
      return 0;
    }
    if (bytes[at] != ' ' || at == from) {
      return refuse(
          bytes[at] == '\r' || bytes[at] == '\n'
              ? FailureReason.BAD_REQUEST_LINE
              : FailureReason.BAD_TARGET);
    }
    target = Latin1.string(bytes, from, at - from);
    return at;
  }

  private int version(byte[] bytes, int from, int length) {
    int present = Math.min(length - from, VERSION.length);
    for (int i = 0; i < present; i++) {
      if (bytes[from + i] != VERSION[i]) {
        return refuse(
            i >= 5 && isVersion(bytes, from, length)
                ? FailureReason.UNSUPPORTED_VERSION
                : FailureReason.BAD_REQUEST_LINE);
      }
    }
    if (present < VERSION.length || length - from < VERSION.length + 3) {
      return 0;
    }
    byte minor = bytes[from + VERSION.length];
    int end = from + VERSION.length + 1;
    if (minor < '0' || minor > '9' || bytes[end] != '\r' || bytes[end + 1] != '\n') {
      return refuse(FailureReason.BAD_REQUEST_LINE);
    }
    version = minor == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    return end + 2;
  }

  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};

  /** True for HTTP/2.0 and the like: a version, but not one that is spoken in this form. */
  private static boolean isVersion(byte[] bytes, int from, int length) {
    return from + 8 <= length
        && bytes[from + 5] >= '0'
        && bytes[from + 5] <= '9'
        && bytes[from + 6] == '.'
        && bytes[from + 7] >= '0'
        && bytes[from + 7] <= '9';
  }

  private int fields(byte[] bytes, int from, int length) {
    headers = new Headers(16);
    int end = FieldParser.parse(bytes, from, length, maxFields, headers);
    return switch (end) {
      case FieldParser.BAD -> refuse(FailureReason.BAD_HEADER_FIELD);
      case FieldParser.TOO_MANY -> refuse(FailureReason.TOO_MANY_HEADERS);
      default -> end;
    };
  }

  private int refuse(FailureReason reason) {
    refusal = reason;
    return -1;
  }
}
