package dev.gatehouse.core.pool;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;
import java.util.Locale;

/**
 * What of a request decides its backend in a pool that hashes. A request that does not have it goes
 * to any backend.
 */
@Doc(
    value = "What of a request decides its backend: the same value, the same backend.",
    example = "{header: x-user}")
@TextForm(
    expected = "client-ip or path, or one of the keys header, cookie, query with a name",
    pattern = "^(client-ip|path)$")
public sealed interface HashOn {
  /** Reads the text form. */
  static HashOn parse(String text) {
    return switch (text) {
      case "client-ip" -> new Part(Part.Which.CLIENT_IP);
      case "path" -> new Part(Part.Which.PATH);
      default -> throw new IllegalArgumentException("hash-on: " + text);
    };
  }

  /**
   * A header field; of several lines the first.
   *
   * @param header its name, in any case
   */
  @Doc(value = "A header field.", example = "{header: x-user}")
  record Header(@Doc("The name of a header field.") String header) implements HashOn {
    public Header {
      Expect.that(Tokens.isToken(header), "header", header, "the name of a field");
      header = header.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A cookie.
   *
   * @param cookie its name
   */
  @Doc(value = "A cookie.", example = "{cookie: session}")
  record Cookie(@Doc("The name of a cookie.") String cookie) implements HashOn {
    public Cookie {
      Expect.that(Tokens.isToken(cookie), "cookie", cookie, "the name of a cookie");
    }
  }

  /**
   * A parameter of the query, as it is written.
   *
   * @param query its name
   */
  @Doc(value = "A parameter of the query.", example = "{query: id}")
  record Query(@Doc("The name of a query parameter.") String query) implements HashOn {
    public Query {
      Expect.that(!query.isEmpty(), "query", query, "the name of a parameter");
    }
  }

  /** What every request has. */
  record Part(Which which) implements HashOn {
    /** Which part. */
    public enum Which {
      /** The client's address, as trusted proxies in front vouch for it. */
      CLIENT_IP,
      /** The path, without the query. */
      PATH
    }

    @Override
    public String toString() {
      return which == Which.PATH ? "path" : "client-ip";
    }
  }
}
