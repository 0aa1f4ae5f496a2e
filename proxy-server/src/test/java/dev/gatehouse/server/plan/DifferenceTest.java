package dev.gatehouse.server.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What one configuration says otherwise than another, key by key and without secrets. */
class DifferenceTest {
  private static final String BEFORE =
      """
      admin: {address: "127.0.0.1:9901", token: hunter2hunter2}
      pools: {app: {backends: ["http://a:1"]}, old: {backends: ["http://a:1"]}}
      routes:
        - {name: cart, match: {path-prefix: /cart}, pool: app, headers: {request: {set: {x-tenant: acme}}}}
        - {name: site, pool: app}
      """;

  private static Difference difference(String after) {
    return Difference.of(Plans.settings(BEFORE), Plans.settings(after));
  }

  @Test
  void theSameSaysNothingOtherwise() {
    assertThat(difference(BEFORE).isEmpty()).isTrue();
  }

  @Test
  void namesWhatIsNewGoneAndChangedByItsKeys() {
    Difference found =
        difference(
            """
            admin: {address: "127.0.0.1:9901", token: other-secret-0}
            limits: {keep-alive: 10s, headers: {count: 64}}
            pools: {app: {backends: ["http://b:1"], balancer: random}, new: {backends: ["http://a:1"]}}
            routes:
              - {name: cart, match: {path-prefix: /basket}, pool: new, headers: {request: {set: {x-tenant: secret}}}, timeouts: {total: 1m}}
              - {name: site, redirect: {to: "https://{host}/"}}
              - {name: more, match: {path: /more}, pool: app}
            """);

    assertThat(found.routes().added()).containsExactly("more");
    assertThat(found.routes().changed())
        .containsExactly(
            new Difference.Changed(
                "cart",
                List.of(
                    "pool: app -> new",
                    "match.path-prefix: /cart -> /basket",
                    "headers.request.set.x-tenant",
                    "timeouts.total: 0s -> 1m")),
            new Difference.Changed("site", List.of("target")));
    assertThat(found.pools().added()).containsExactly("new");
    assertThat(found.pools().removed()).containsExactly("old");
    assertThat(found.pools().changed())
        .containsExactly(
            new Difference.Changed(
                "app", List.of("backends", "balancer: least-request -> random")));
    assertThat(found.listeners().isEmpty()).isTrue();
    assertThat(found.settings())
        .containsExactly(
            "admin.token", "limits.headers.count: 128 -> 64", "limits.keep-alive: 75s -> 10s");
  }

  @Test
  void whatAFileOnlyRefersToIsTakenForUnchanged() {
    assertThat(difference(BEFORE.replace("hunter2hunter2", "'${file:token}'")).isEmpty()).isTrue();
  }
}
