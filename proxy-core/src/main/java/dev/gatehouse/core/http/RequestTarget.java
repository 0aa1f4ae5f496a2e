package dev.gatehouse.core.http;

import dev.gatehouse.core.failure.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request line or the {@code :path} of HTTP/2, taken apart (RFC 9112 §3.2): origin
 * form, absolute form, or an asterisk for OPTIONS; or the reason why it is refused.
 *
 * @param authority the authority of the absolute form, null for the others; the caller compares it
 *     with Host
 * @param path the path in normal form ({@link RequestPath}), or {@code *}; empty if refused
 * @param query the query as it was received without its question mark, null if there is none
 * @param refusal why the target is refused, null if it is not
 */
public record RequestTarget(
    @Nullable Authority authority,
    String path,
    @Nullable String query,
    @Nullable FailureReason refusal) {
  private static final RequestTarget BAD_TARGET = refused(FailureReason.BAD_TARGET);
  private static final RequestTarget BAD_PATH = refused(FailureReason.BAD_PATH);
  private static final RequestTarget BAD_METHOD = refused(FailureReason.METHOD_NOT_SUPPORTED);
  private static final RequestTarget ASTERISK = new RequestTarget(null, "*", null, null);

  /**
   * Takes {@code target} apart. Refused are controls, spaces, {@code #} and characters beyond ASCII
   * anywhere, schemes other than http and https, paths that have no normal form, CONNECT, and
   * TRACE, which would show a client what the proxy adds for backends.
   */
  public static RequestTarget parse(String method, String target, EncodedSlash encodedSlash) {
    if (method.equals(Methods.CONNECT) || method.equals(Methods.TRACE)) {
      return BAD_METHOD;
    }
    if (!isVisibleAscii(target)) {
      return BAD_TARGET;
    }
    if (target.startsWith("/")) {
      return at(target, 0, null, encodedSlash);
    }
    if (target.equals("*")) {
      return method.equals(Methods.OPTIONS) ? ASTERISK : BAD_TARGET;
    }
    int from = authorityStart(target);
    return from < 0 ? BAD_TARGET : absolute(method, target, from, encodedSlash);
  }

  private static RequestTarget absolute(
      String method, String target, int from, EncodedSlash encodedSlash) {
    int end = from;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    Authority authority = Authority.parse(target.substring(from, end));
    if (authority == null) {
      return BAD_TARGET;
    }
    if (end == target.length()) {
      // RFC 9112 §3.2.4: OPTIONS for a server as a whole has no path in the absolute form.
      return new RequestTarget(authority, method.equals(Methods.OPTIONS) ? "*" : "/", null, null);
    }
    return target.charAt(end) == '/'
        ? at(target, end, authority, encodedSlash)
        : new RequestTarget(authority, "/", target.substring(end + 1), null);
  }

  private static RequestTarget at(
      String target, int pathStart, @Nullable Authority authority, EncodedSlash encodedSlash) {
    int mark = target.indexOf('?', pathStart);
    int pathEnd = mark < 0 ? target.length() : mark;
    String path = RequestPath.normalize(target.substring(pathStart, pathEnd), encodedSlash);
    if (path == null) {
      return BAD_PATH;
    }
    return new RequestTarget(authority, path, mark < 0 ? null : target.substring(mark + 1), null);
  }

  /** Where the authority of an absolute URI begins; -1 if the scheme is neither http nor https. */
  private static int authorityStart(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static boolean isVisibleAscii(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  private static RequestTarget refused(FailureReason reason) {
    return new RequestTarget(null, "", null, reason);
  }
}
