package dev.gatehouse.core.routing;

import dev.gatehouse.core.settings.Expect;
import java.net.IDN;
import java.util.Locale;

/** The text form of the hosts a route is for. */
final class HostPatterns {
  private static final String EXPECTED =
      "a host name such as shop.example.com, or *.example.com; without a port";

  private HostPatterns() {}

  /**
   * Returns {@code host} in lower case and ASCII (IDNA), without a trailing dot; a leading {@code
   * *.} stays, an IPv6 address keeps its brackets.
   */
  static String normalise(String name, String host) {
    if (host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0) {
      Expect.hostName(name, host.substring(1, host.length() - 1));
      return host.toLowerCase(Locale.ROOT);
    }
    boolean wildcard = host.startsWith("*.");
    String plain = ascii(name, host, wildcard ? host.substring(2) : host);
    Expect.that(plain.indexOf(':') < 0 && Expect.isHostName(plain), name, host, EXPECTED);
    return wildcard ? "*." + plain : plain;
  }

  private static String ascii(String name, String host, String plain) {
    String text = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    try {
      return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      Expect.that(false, name, host, EXPECTED);
      return text;
    }
  }
}
