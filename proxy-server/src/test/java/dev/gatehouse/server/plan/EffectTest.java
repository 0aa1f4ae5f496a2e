package dev.gatehouse.server.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What requests that have come would meet under another configuration. */
class EffectTest {
  private static final String POOLS =
      "pools: {app: {backends: ['http://a:1']}, next: {backends: ['http://b:1']}}\n";
  private static final String BEFORE =
      POOLS
          + """
          routes:
            - {name: cart, match: {path-prefix: /cart}, pool: app}
            - {name: old, match: {path-prefix: /old}, pool: app}
            - {name: site, match: {path-prefix: /site}, pool: app}
          """;

  private static List<RequestKey> keys(String... paths) {
    List<RequestKey> keys = new ArrayList<>();
    for (String path : paths) {
      keys.add(Plans.key(1000L * keys.size(), "GET", "shop.example", path, new Headers()));
    }
    return keys;
  }

  @Test
  void countsWhatWouldGoElsewhereAndGivesExamples() {
    String after =
        POOLS
            + """
            routes:
              - {name: cart, match: {path-prefix: /cart}, pool: next}
              - {name: shop, match: {path-prefix: /site}, pool: app}
              - {name: new, match: {path-prefix: /new}, pool: app}
            """;
    Effect effect =
        Effect.of(
            keys("/cart/1", "/cart/2", "/old", "/site", "/new", "/nowhere"),
            Plans.side(BEFORE),
            Plans.side(after));

    assertThat(effect.requests()).isEqualTo(6);
    assertThat(effect.seconds()).isEqualTo(5.0);
    assertThat(effect.same()).isEqualTo(1);
    assertThat(effect.target()).isEqualTo(2);
    assertThat(effect.lost()).isEqualTo(1);
    assertThat(effect.route()).isEqualTo(1);
    assertThat(effect.found()).isEqualTo(1);
    assertThat(effect.moves().getFirst())
        .isEqualTo(
            new Effect.Move(
                "target",
                "cart (pool app)",
                "cart (pool next)",
                2,
                List.of(
                    "GET http://shop.example/cart/1?token=*",
                    "GET http://shop.example/cart/2?token=*")));
    assertThat(effect.moves())
        .map(each -> each.kind() + " " + each.from() + " " + each.to())
        .contains(
            "lost old (pool app) 404",
            "route site (pool app) shop (pool app)",
            "found 404 new (pool app)");
  }

  @Test
  void tellsRequestsApartThatMeetAnEditedRoute() {
    String after =
        BEFORE.replace("path-prefix: /cart}", "path-prefix: /cart}, timeouts: {total: 1m}");

    Effect effect = Effect.of(keys("/cart", "/site"), Plans.side(BEFORE), Plans.side(after));

    assertThat(effect.same()).isEqualTo(2);
    assertThat(effect.edited()).isEqualTo(1);
  }

  @Test
  void aListenerThatGoesLosesItsRequests() {
    Side<?> after = Plans.side("routes: [{respond: {}}]\n");
    RequestKey other =
        new RequestKey(
            0,
            "gone",
            "192.0.2.1",
            "GET",
            "http",
            keys("/").getFirst().authority(),
            "/",
            null,
            new Headers());

    assertThat(after.way(other)).isEqualTo(new Side.Way(null, "no listener"));
  }

  @Test
  void matchesOnWhatWasRememberedAndNamesWhatWasNot() {
    Side<?> before = Plans.side("routes: [{name: all, respond: {}}]");
    String text =
        "routes: [{name: all, respond: {}}, {name: blue, match: {headers: {x-env: blue}}, respond:"
            + " {status: 204}}]";
    Headers blue = new Headers().add("x-env", "blue");

    Effect effect =
        Effect.of(
            List.of(
                Plans.key(0, "GET", "a", "/", blue), Plans.key(0, "GET", "a", "/", new Headers())),
            before,
            Plans.side(text));

    assertThat(effect.target()).isEqualTo(1);
    RecordedFields none = RecordedFields.of(Plans.settings("routes: [{respond: {}}]"));
    assertThat(RecordedFields.missing(Plans.settings(text), none)).containsExactly("header x-env");
    RecordedFields asked =
        RecordedFields.of(Plans.settings("routes: [{respond: {}}]\nplan: {headers: [X-Env]}"));
    assertThat(RecordedFields.missing(Plans.settings(text), asked)).isEmpty();
  }
}
