package dev.gatehouse.core.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host and port a request is for (RFC 3986 §3.2.2, RFC 9110 §7.2), normalised: routing reads it
 * and it is sent on as it is.
 *
 * @param text what is sent on: {@code host} or {@code host:port}
 * @param host the host in lower case without port and without a trailing dot; an IPv6 address in
 *     its brackets and its shortest form
 * @param port the port, or -1 if none was given
 */
public record Authority(String text, String host, int port) {
  private static final int LONGEST_HOST = 253;

  /**
   * Returns the authority in {@code text}, the value of Host or {@code :authority}; null if it is
   * none: empty, with user information, spaces, controls, an empty label or a port that is not 0 to
   * 65535.
   *
   * <p>Of the characters that RFC 3986 allows in a name, only those that occur in names are taken:
   * letters, digits, hyphens, dots and underscores. The others ({@code %}, commas, semicolons,
   * quotes) name nothing and mean something in the fields the host is copied to. Names beyond ASCII
   * arrive as A-labels.
   */
  public static @Nullable Authority parse(String text) {
    if (text.startsWith("[")) {
      return ipv6(text);
    }
    int colon = text.indexOf(':');
    int end = colon < 0 ? text.length() : colon;
    boolean upper = false;
    char before = '.';
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!isHostCharacter(c) || (c == '.' && before == '.')) {
        return null;
      }
      upper |= c >= 'A' && c <= 'Z';
      before = c;
    }
    int hostEnd = before == '.' ? end - 1 : end;
    if (hostEnd <= 0 || hostEnd > LONGEST_HOST) {
      return null;
    }
    String host = text.substring(0, hostEnd);
    return withPort(text, end, upper ? host.toLowerCase(Locale.ROOT) : host);
  }

  private static @Nullable Authority ipv6(String text) {
    int close = text.indexOf(']');
    String address = close < 0 ? "" : text.substring(1, close);
    if (!NetUtil.isValidIpV6Address(address) || !isPlainIpv6(address)) {
      return null;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return withPort(text, close + 1, "[" + NetUtil.bytesToIpAddress(bytes) + "]");
  }

  /** A port without digits is no port (RFC 3986 §3.2.3). */
  private static @Nullable Authority withPort(String text, int hostEnd, String host) {
    if (hostEnd == text.length()) {
      return new Authority(host, host, -1);
    }
    if (text.charAt(hostEnd) != ':') {
      return null;
    }
    int port = 0;
    for (int i = hostEnd + 1; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      port = port * 10 + digit;
      if (port > 65535) {
        return null;
      }
    }
    return hostEnd + 1 == text.length()
        ? new Authority(host, host, -1)
        : new Authority(host + ':' + port, host, port);
  }

  private static boolean isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static boolean isPlainIpv6(String address) {
    return address.indexOf('%') < 0 && address.indexOf('[') < 0;
  }
}
