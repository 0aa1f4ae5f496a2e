package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.http.Cookies;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client names a pool with, and so chooses it whatever the weights are. */
@Doc(
    value =
        "What a client chooses its pool with: its value is the pool's name. Any client may: it is"
            + " no protection.",
    example = "{header: x-canary}")
public sealed interface OverrideBy {
  /** The pool that a request names; null if it names none. */
  @Nullable String named(Headers headers);

  /**
   * A header field.
   *
   * @param header its name, in any case
   */
  @Doc(value = "A header field.", example = "{header: x-canary}")
  record Header(@Doc("The name of a header field.") String header) implements OverrideBy {
    public Header {
      Expect.that(Tokens.isToken(header), "header", header, "the name of a field");
      header = header.toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable String named(Headers headers) {
      return headers.get(header);
    }
  }

  /**
   * A cookie.
   *
   * @param cookie its name
   */
  @Doc(value = "A cookie.", example = "{cookie: canary}")
  record Cookie(@Doc("The name of a cookie.") String cookie) implements OverrideBy {
    public Cookie {
      Expect.that(Tokens.isToken(cookie), "cookie", cookie, "the name of a cookie");
    }

    @Override
    public @Nullable String named(Headers headers) {
      return Cookies.value(headers, cookie);
    }
  }
}
