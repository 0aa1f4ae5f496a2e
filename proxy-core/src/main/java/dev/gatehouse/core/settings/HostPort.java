package dev.gatehouse.core.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on or to connect to, written {@code host:port} or {@code [::]:port}.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
@TextForm(
    expected = "host:port or [IPv6]:port",
    pattern = "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):[0-9]{1,5}$")
public record HostPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");

  public HostPort {
    Expect.that(IpLiterals.isHost(host), "host", host, "a host name or an IP address");
    Expect.within("port", port, 0, 65535);
  }

  /** Reads the text form. */
  public static HostPort parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    Expect.that(matcher.matches(), "address", text, "host:port or [IPv6]:port");
    String v6 = matcher.group(1);
    int port = Integer.parseInt(matcher.group(3));
    return new HostPort(v6 != null ? v6 : matcher.group(2), port);
  }

  /** True if only this machine can reach it. */
  public boolean isLoopback() {
    return host.equals("localhost") || IpLiterals.isLoopback(host);
  }

  /** The text form. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
