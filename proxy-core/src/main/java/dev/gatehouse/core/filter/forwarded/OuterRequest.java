package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the client has asked for at the outermost proxy: scheme, host and port as the client sees
 * them.
 *
 * @param proto {@code http} or {@code https}
 * @param host the host, with its port if it was given one
 * @param port the port in digits
 */
record OuterRequest(String proto, String host, String port) {
  private static final int LONGEST_HOST = 255 + 6;

  /** What the request itself says: there is no proxy in front, or none that is trusted. */
  static OuterRequest of(Request request) {
    String host = request.authority().text();
    return new OuterRequest(request.scheme(), host, port(request.scheme(), host));
  }

  /**
   * What a trusted peer says, as far as it can be read; for the rest what the request itself says.
   * A field with several values is not read: they belong to different hops, and none says which.
   */
  static OuterRequest fromTrusted(Request request, ForwardedSource source, List<Hop> chain) {
    Headers headers = request.headers();
    boolean fields = source == ForwardedSource.X_FORWARDED_FOR;
    Hop first = chain.isEmpty() ? Hop.UNREADABLE : chain.getFirst();
    String proto = fields ? proto(only(headers, HeaderNames.X_FORWARDED_PROTO)) : first.proto();
    String host = fields ? host(only(headers, HeaderNames.X_FORWARDED_HOST)) : first.host();
    String port = fields ? digits(only(headers, HeaderNames.X_FORWARDED_PORT)) : null;
    String outerProto = proto == null ? request.scheme() : proto;
    String outerHost = host == null ? request.authority().text() : host;
    return new OuterRequest(
        outerProto, outerHost, port == null ? port(outerProto, outerHost) : port);
  }

  /** Returns a scheme that is one in lower case, else null. */
  static @Nullable String proto(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "http" -> "http";
      case "https" -> "https";
      default -> null;
    };
  }

  /** Returns {@code text} if it can be a host with or without a port, else null. */
  static @Nullable String host(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > LONGEST_HOST) {
      return null;
    }
    int bracket = text.charAt(0) == '[' ? text.indexOf(']') : 0;
    if (bracket < 0) {
      return null;
    }
    int colon = text.indexOf(':', bracket);
    if (colon >= 0 && digits(text.substring(colon + 1)) == null) {
      return null;
    }
    int end = colon < 0 ? text.length() : colon;
    return bracket > 0 ? bracketed(text, bracket, end) : named(text, end);
  }

  private static @Nullable String bracketed(String text, int bracket, int end) {
    boolean plain = end == bracket + 1 && text.indexOf('%') < 0;
    return plain && Hop.parse(text.substring(0, end)).address() != null ? text : null;
  }

  private static @Nullable String named(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') {
        return null;
      }
    }
    return end == 0 ? null : text;
  }

  /** Returns {@code text} if it is a port from 1 to 65535 without needless zeros, else null. */
  private static @Nullable String digits(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 5 || text.charAt(0) == '0') {
      return null;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = value * 10 + digit;
    }
    return value <= 65_535 ? text : null;
  }

  /** The port that a host carries, else the scheme's own. */
  private static String port(String proto, String host) {
    int length = host.length();
    for (int i = length - 1; i >= 0 && i >= length - 6; i--) {
      char c = host.charAt(i);
      if (c == ':' && i < length - 1) {
        return host.substring(i + 1);
      }
      if (c < '0' || c > '9') {
        break;
      }
    }
    return proto.equals("https") ? "443" : "80";
  }

  private static @Nullable String only(Headers headers, String name) {
    int at = headers.indexOf(name, 0);
    return at < 0 || headers.indexOf(name, at + 1) >= 0 ? null : headers.value(at);
  }
}
