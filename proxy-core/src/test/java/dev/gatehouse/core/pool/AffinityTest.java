package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.balance.PickContext;
import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.Switch;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.core.testing.ManualLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AffinityTest {
  private static final Secret SECRET = new Secret("sixteen letters!");

  private final ManualLoop loop = new ManualLoop();

  private BackendPool pool(String name, AffinitySettings affinity) {
    List<BackendSettings> backends =
        IntStream.rangeClosed(1, 4)
            .mapToObj(number -> BackendSettings.parse("http://10.0.0." + number + ":80"))
            .toList();
    PoolSettings settings =
        new PoolSettings(
            name,
            backends,
            BackendProtocol.HTTP_1_1,
            new BackendTlsSettings(),
            BalancerChoice.ROUND_ROBIN,
            null,
            affinity,
            new ConnectionSettings(),
            new ConcurrencySettings(),
            new HealthSettings(),
            new DiscoverySettings());
    BackendPool pool = new BackendPool(settings, configured -> BackendObserver.NONE);
    pool.start(new NoNames(loop), Prober.NONE, loop.clock(), Membership.NONE);
    loop.run();
    return pool;
  }

  private BackendPool pool() {
    return pool("app", new AffinitySettings("stick", Duration.ofHours(1), SECRET));
  }

  /** The field that an answer from the backend gets; null if it gets none. */
  private static @Nullable String set(BackendPool pool, int backend, @Nullable String token) {
    Headers answer = new Headers();
    pool.keep(backend(pool, backend), token, answer, false);
    return answer.get(HeaderNames.SET_COOKIE);
  }

  private static String token(BackendPool pool, int backend) {
    String field = Objects.requireNonNull(set(pool, backend, null), "no cookie");
    return field.substring(field.indexOf('=') + 1, field.indexOf(';'));
  }

  private static Backend backend(BackendPool pool, int number) {
    return pool.backends().get(number - 1);
  }

  private static Set<Backend> picked(BackendPool pool, String token) {
    Set<Backend> picked = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      picked.add(Objects.requireNonNull(pool.pick(BackendPoolTest.FIRST, token, true)));
    }
    return picked;
  }

  @Test
  void keepsAClientAtItsBackend() {
    BackendPool pool = pool();
    for (int number = 1; number <= 4; number++) {
      assertThat(picked(pool, token(pool, number))).containsExactly(backend(pool, number));
    }
  }

  @Test
  void bindsOncePerClient() {
    BackendPool pool = pool();
    assertThat(set(pool, 2, null)).startsWith("stick=").endsWith("; Max-Age=3600");
    assertThat(set(pool, 2, token(pool, 2))).as("it is bound").isNull();
    assertThat(set(pool, 2, token(pool, 3))).as("it was moved").isNotNull();
    assertThat(set(pool, 2, "nonsense")).isNotNull();
  }

  @Test
  void hidesTheCookieFromScriptsAndOtherSites() {
    BackendPool pool = pool("app", new AffinitySettings("stick"));
    Headers cleartext = new Headers();
    pool.keep(backend(pool, 1), null, cleartext, false);
    assertThat(cleartext.get(HeaderNames.SET_COOKIE))
        .matches("stick=[A-Za-z0-9_-]{24}; Path=/; HttpOnly; SameSite=Lax");
    Headers encrypted = new Headers();
    pool.keep(backend(pool, 1), null, encrypted, true);
    assertThat(encrypted.get(HeaderNames.SET_COOKIE)).endsWith("; SameSite=Lax; Secure");
  }

  @Test
  void anyBackendServesAForgedToken() {
    BackendPool pool = pool();
    String good = token(pool, 1);
    char last = good.charAt(good.length() - 1) == 'A' ? 'B' : 'A';
    List<String> forged =
        List.of(
            "",
            "short",
            good.substring(0, 8),
            good.substring(0, good.length() - 1),
            good.substring(0, good.length() - 1) + last,
            good + "A",
            "\"" + good + "\"",
            "http://10.0.0.1:80");
    for (String token : forged) {
      assertThat(picked(pool, token)).as(token).hasSize(4);
    }
  }

  @Test
  void tokensAreTheSameWithTheSameSecretOnly() {
    AffinitySettings other =
        new AffinitySettings("stick", Duration.ZERO, new Secret("another sixteen!"));
    AffinitySettings drawn = new AffinitySettings("stick");
    assertThat(token(pool(), 1)).isEqualTo(token(pool(), 1));
    assertThat(
            List.of(
                token(pool(), 1),
                token(pool(), 2),
                token(pool("app", other), 1),
                token(pool("api", new AffinitySettings("stick", Duration.ZERO, SECRET)), 1),
                token(pool("app", drawn), 1),
                token(pool("app", drawn), 1)))
        .doesNotHaveDuplicates();
  }

  @Test
  void anEjectedBackendLosesItsClientsUntilItIsBack() {
    BackendPool pool = pool();
    String token = token(pool, 1);
    for (int i = 0; i < 5; i++) {
      pool.failed(backend(pool, 1), FailureReason.CONNECT_REFUSED);
    }
    loop.run();
    assertThat(picked(pool, token)).hasSize(3).doesNotContain(backend(pool, 1));
    assertThat(set(pool, 2, token)).as("it is bound to the other").isNotNull();

    loop.advance(Duration.ofSeconds(31));
    assertThat(picked(pool, token)).containsExactly(backend(pool, 1));
  }

  @Test
  void aDrainingBackendKeepsItsClientsAndGetsNoOthers() {
    BackendPool pool = pool();
    String token = token(pool, 1);
    pool.set("http://10.0.0.1:80", Switch.DRAINING);
    loop.run();
    assertThat(picked(pool, token)).containsExactly(backend(pool, 1));
    assertThat(picked(pool, "none")).hasSize(3).doesNotContain(backend(pool, 1));
    assertThat(set(pool, 1, null)).as("who came before is not bound any more").isNull();
    assertThat(set(pool, 1, token)).isNull();

    for (int i = 0; i < 5; i++) {
      pool.failed(backend(pool, 1), FailureReason.CONNECT_REFUSED);
    }
    loop.run();
    assertThat(picked(pool, token)).as("it fails").doesNotContain(backend(pool, 1));
    loop.advance(Duration.ofSeconds(31));
    assertThat(picked(pool, token)).containsExactly(backend(pool, 1));

    pool.set("http://10.0.0.1:80", Switch.DOWN);
    loop.run();
    assertThat(picked(pool, token)).doesNotContain(backend(pool, 1));
  }

  @Test
  void aRetryGoesElsewhere() {
    BackendPool pool = pool();
    Backend bound = backend(pool, 1);
    PickContext<Backend> retry =
        new PickContext<>() {
          @Override
          public boolean tried(Backend candidate) {
            return candidate == bound;
          }

          @Override
          public long hash() {
            return 0;
          }

          @Override
          public long now() {
            return 0;
          }
        };
    for (int i = 0; i < 8; i++) {
      assertThat(pool.pick(retry, token(pool, 1), true)).isNotSameAs(bound);
    }
  }

  @Test
  void takesItsCookieOutOfTheRequest() {
    Affinity affinity = Objects.requireNonNull(pool().affinity());
    Headers request = new Headers().add(HeaderNames.COOKIE, "a=1; stick=token; b=2");
    assertThat(affinity.take(request)).isEqualTo("token");
    assertThat(request.get(HeaderNames.COOKIE)).isEqualTo("a=1; b=2");
    assertThat(affinity.take(request)).isNull();
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> new AffinitySettings("a b"))
        .hasMessage("cookie: a b (expected: the name of a cookie)");
    assertThatThrownBy(() -> new AffinitySettings("a", Duration.ofHours(-1), null))
        .hasMessageStartingWith("ttl: ");
    assertThatThrownBy(() -> new AffinitySettings("a", Duration.ZERO, new Secret("short")))
        .hasMessage("secret: (secret) (expected: at least 16 characters)");
  }
}
