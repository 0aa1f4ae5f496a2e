package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;
import java.time.Duration;

/** What keeps a client with the pool that it has once been given. */
@Doc(
    value =
        "What keeps clients with the pool they were given: a cookie, or their address (client-ip).",
    example = "{cookie: gatehouse-split}")
@TextForm(
    expected = "client-ip, or the key cookie with the name of a cookie",
    pattern = "^client-ip$")
public sealed interface Sticky {
  /** Reads the text form. */
  static Sticky parse(String text) {
    if (text.equals("client-ip")) {
      return new ClientIp();
    }
    throw new IllegalArgumentException("sticky: " + text);
  }

  /**
   * A cookie, given to clients that do not bring one.
   *
   * @param cookie its name
   * @param ttl how long clients keep it
   */
  @Doc(
      value = "A cookie, given to clients that do not bring one.",
      example = "{cookie: gatehouse-split}")
  record Cookie(
      @Doc("The name of the cookie.") String cookie, @Doc("How long clients keep it.") Duration ttl)
      implements Sticky {
    public Cookie(String cookie) {
      this(cookie, Duration.ofDays(30));
    }

    public Cookie {
      Expect.that(Tokens.isToken(cookie), "cookie", cookie, "the name of a cookie");
      Expect.that(
          ttl.toSeconds() >= 1 && ttl.compareTo(Duration.ofDays(400)) <= 0,
          "ttl",
          ttl.toSeconds() + "s",
          "1s to 9600h");
    }
  }

  /** The client's address; of IPv6 its /64, within which clients change theirs. */
  record ClientIp() implements Sticky {
    @Override
    public String toString() {
      return "client-ip";
    }
  }
}
