package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.http.Authority;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * One sender on the way of a request, as the proxy behind it has noted it.
 *
 * @param address its address; null if the note cannot be read or names none
 * @param text {@code address} in its one canonical form (RFC 5952), without port and zone
 * @param proto {@code http} or {@code https} if the note says so, else null
 * @param host the host it asked for if the note says so and it is one, else null
 */
record Hop(
    @Nullable InetAddress address, String text, @Nullable String proto, @Nullable Authority host) {
  /** What cannot be read, is obfuscated, or says {@code unknown}. */
  static final Hop UNREADABLE = new Hop(null, "", null, null);

  private static final int LONGEST = 64;

  /** Reads an address with or without a port: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
  static Hop parse(String note) {
    return parse(note, null, null);
  }

  static Hop parse(String note, @Nullable String proto, @Nullable Authority host) {
    InetAddress address = address(note.strip());
    return address == null
        ? UNREADABLE
        : new Hop(address, NetUtil.toAddressString(address), proto, host);
  }

  private static @Nullable InetAddress address(String node) {
    if (node.isEmpty() || node.length() > LONGEST) {
      return null;
    }
    if (node.charAt(0) == '[') {
      int end = node.indexOf(']');
      boolean port = end > 0 && (end == node.length() - 1 || isPort(node, end + 1));
      return port ? ipv6(node.substring(1, end)) : null;
    }
    int colon = node.indexOf(':');
    if (colon < 0) {
      return ipv4(node);
    }
    if (node.indexOf(':', colon + 1) >= 0) {
      return ipv6(node);
    }
    return isPort(node, colon) ? ipv4(node.substring(0, colon)) : null;
  }

  private static @Nullable InetAddress ipv4(String text) {
    // a leading zero means octal to some readers and nothing to others: nobody's address
    for (int i = 0; i < text.length() - 1; i++) {
      boolean first = i == 0 || text.charAt(i - 1) == '.';
      if (first && text.charAt(i) == '0' && text.charAt(i + 1) != '.') {
        return null;
      }
    }
    return NetUtil.isValidIpV4Address(text) ? inet(text) : null;
  }

  private static @Nullable InetAddress ipv6(String text) {
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    boolean valid = plain.indexOf('[') < 0 && NetUtil.isValidIpV6Address(plain);
    return valid ? inet(plain) : null;
  }

  /** An IPv4-mapped address comes out as the IPv4 address. */
  private static @Nullable InetAddress inet(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes: " + literal, e);
    }
  }

  /** A colon and a port: digits, or an obfuscated one (RFC 7239 §6.2). */
  private static boolean isPort(String node, int colon) {
    if (node.charAt(colon) != ':' || colon + 1 == node.length()) {
      return false;
    }
    if (node.charAt(colon + 1) == '_') {
      return true;
    }
    for (int i = colon + 1; i < node.length(); i++) {
      if (node.charAt(i) < '0' || node.charAt(i) > '9') {
        return false;
      }
    }
    return node.length() - colon <= 6;
  }
}
