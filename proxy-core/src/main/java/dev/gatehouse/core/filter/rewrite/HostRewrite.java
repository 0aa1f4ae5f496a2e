package dev.gatehouse.core.filter.rewrite;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;

/** The host a backend is asked for. */
@TextForm(expected = "preserve, backend, or a host name", pattern = "^[A-Za-z0-9._:\\[\\]-]+$")
public sealed interface HostRewrite {
  /** Reads the text form. */
  static HostRewrite parse(String text) {
    return switch (text) {
      case "preserve" -> new Preserve();
      case "backend" -> new Backend();
      default -> new Name(text);
    };
  }

  /** The host the client asked for. */
  record Preserve() implements HostRewrite {
    @Override
    public String toString() {
      return "preserve";
    }
  }

  /** The host and port in the backend's URL. */
  record Backend() implements HostRewrite {
    @Override
    public String toString() {
      return "backend";
    }
  }

  /**
   * A fixed host.
   *
   * @param authority a host name or {@code host:port}
   */
  record Name(String authority) implements HostRewrite {
    private static final java.util.regex.Pattern PORT =
        java.util.regex.Pattern.compile(":[0-9]{1,5}$");

    public Name {
      String host = PORT.matcher(authority).replaceFirst("");
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      boolean valid =
          bracketed
              ? Expect.isHostName(host.substring(1, host.length() - 1))
              : host.indexOf(':') < 0 && Expect.isHostName(host);
      Expect.that(valid, "host", authority, "preserve, backend, or a host name");
    }

    @Override
    public String toString() {
      return authority;
    }
  }
}
