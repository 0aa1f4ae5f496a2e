package dev.gatehouse.core.settings;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses and host names as text, told apart without asking a name server. */
final class IpLiterals {
  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");
  private static final Pattern ALL_NUMERIC = Pattern.compile("[0-9.]+");

  private IpLiterals() {}

  /**
   * Returns the address {@code text} spells in full (four numbers, or IPv6 without a zone), else
   * null.
   */
  static @Nullable InetAddress parse(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Says whether {@code text} is a host name in ASCII or an IP address without brackets. */
  static boolean isHost(String text) {
    if (text.indexOf(':') >= 0 || ALL_NUMERIC.matcher(text).matches()) {
      return parse(text) != null;
    }
    return text.length() <= 253 && NAME.matcher(text).matches();
  }

  static boolean isLoopback(String text) {
    InetAddress address = parse(text);
    return address != null && address.isLoopbackAddress();
  }
}
