package dev.gatehouse.core.pool;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How clients keep to the backend that has served them before.
 *
 * @param cookie the name of the cookie that says which backend that is
 * @param ttl how long a browser keeps it, from when it was set; zero: until the browser ends
 * @param secret what the cookie is signed with; null: drawn at the start
 */
@Doc(
    value = "A cookie by which clients keep to the backend that has served them before.",
    example = "{cookie: gatehouse-app}")
public record AffinitySettings(
    @Doc("The name of the cookie; backends do not see it.") String cookie,
    @Doc("How long a browser keeps it, from when it was set; 0s: until the browser ends.")
        Duration ttl,
    @Doc(
            "What the cookie is signed with, 16 characters or more, the same in every instance;"
                + " absent: drawn at the start, so that a restart and a second instance forget.")
        @Nullable Secret secret) {
  private static final int SHORTEST_SECRET = 16;

  public AffinitySettings(String cookie) {
    this(cookie, Duration.ZERO, null);
  }

  public AffinitySettings {
    Expect.that(Tokens.isToken(cookie), "cookie", cookie, "the name of a cookie");
    Expect.positiveOrZero("ttl", ttl);
    Expect.that(
        secret == null || secret.value().length() >= SHORTEST_SECRET,
        "secret",
        "(secret)",
        "at least " + SHORTEST_SECRET + " characters");
  }
}
