package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.http.Authority;
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
  /** What the request itself says: there is no proxy in front, or none that is trusted. */
  static OuterRequest of(String scheme, Authority authority) {
    return new OuterRequest(scheme, authority.text(), port(scheme, authority));
  }

  /**
   * What a trusted peer says, as far as it can be read; for the rest what the request itself says.
   * A field with several values is not read: they belong to different hops, and none says which.
   */
  static OuterRequest fromTrusted(
      String scheme,
      Authority authority,
      Headers headers,
      ForwardedSource source,
      List<Hop> chain) {
    boolean fields = source == ForwardedSource.X_FORWARDED_FOR;
    Hop first = chain.isEmpty() ? Hop.UNREADABLE : chain.getFirst();
    String proto = fields ? proto(only(headers, HeaderNames.X_FORWARDED_PROTO)) : first.proto();
    Authority host = fields ? host(only(headers, HeaderNames.X_FORWARDED_HOST)) : first.host();
    String port = fields ? port(only(headers, HeaderNames.X_FORWARDED_PORT)) : null;
    OuterRequest outer = of(proto == null ? scheme : proto, host == null ? authority : host);
    return port == null ? outer : new OuterRequest(outer.proto, outer.host, port);
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

  /** Returns a host that is one, else null. */
  static @Nullable Authority host(@Nullable String text) {
    return text == null ? null : Authority.parse(text);
  }

  /** Returns {@code text} if it is a port from 1 to 65535 without needless zeros, else null. */
  private static @Nullable String port(@Nullable String text) {
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

  /**
   * The port that the client has asked for, else its scheme's own. Not the listener's: where ports
   * are mapped in front of it, that is one the client cannot reach.
   */
  private static String port(String scheme, Authority authority) {
    if (authority.port() >= 0) {
      return authority.text().substring(authority.text().lastIndexOf(':') + 1);
    }
    return scheme.equals("https") ? "443" : "80";
  }

  private static @Nullable String only(Headers headers, String name) {
    int at = headers.indexOf(name, 0);
    return at < 0 || headers.indexOf(name, at + 1) >= 0 ? null : headers.value(at);
  }
}
