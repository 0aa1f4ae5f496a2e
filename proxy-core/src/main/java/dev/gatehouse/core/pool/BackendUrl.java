package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.TextForm;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a backend listens: {@code http://host:port} or {@code https://host:port}; without a port,
 * 80 or 443.
 *
 * @param tls true for https
 * @param address the host in lower case, a name or an address, and the port
 */
@TextForm(
    expected = "http://host:port or https://host:port, without a path",
    pattern = "^https?://[^/?#@\\s]+/?$")
public record BackendUrl(boolean tls, HostPort address) {
  private static final String EXPECTED = "http://host:port or https://host:port, without a path";
  private static final Pattern TEXT =
      Pattern.compile("(https?)://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/?");

  public BackendUrl {
    Expect.within("port", address.port(), 1, 65535);
  }

  /** Reads the text form. */
  public static BackendUrl parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    Expect.that(matcher.matches(), "url", text, EXPECTED);
    boolean tls = matcher.group(1).length() == 5;
    String port = matcher.group(3) != null ? matcher.group(3) : tls ? "443" : "80";
    String host = matcher.group(2).toLowerCase(Locale.ROOT);
    return new BackendUrl(tls, HostPort.parse(host + ":" + port));
  }

  /** The text form, with the port. */
  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + address;
  }
}
