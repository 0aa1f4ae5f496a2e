package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.testing.TestExchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which pool a request goes to. */
class SplitHandlerTest {
  private final SplitRig rig = new SplitRig();

  // ---- by weight

  @Test
  void aHundredThousandRequestsOverAllLoopsAreSharedOutToATenthOfAPercent() {
    int[] weights = {895, 100, 5};
    SplitHandler handler = rig.handler(rig.split(new SplitSettings(SplitRig.weights(weights))));
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      counts.merge(rig.pool(handler, TestExchange.get("/")), 1, Integer::sum);
    }
    assertThat(counts.get("app")).isBetween(89_490, 89_510);
    assertThat(counts.get("app-next")).isBetween(9_990, 10_010);
    assertThat(counts.get("pool-2")).isBetween(490, 510);
  }

  @Test
  void newClientsAreSharedOutAsExactlyWhereTheyGetACookie() {
    SplitHandler handler = rig.handler(rig.split(SplitRig.sticky(95, 5)));
    int canary = 0;
    for (int i = 0; i < 100_000; i++) {
      canary += rig.pool(handler, TestExchange.get("/")).equals("app-next") ? 1 : 0;
    }
    assertThat(canary).isBetween(4_980, 5_020);
  }

  @Test
  void evenAFewRequestsAreSharedOutEvenly() {
    SplitHandler handler = rig.handler(rig.split(new SplitSettings(SplitRig.weights(90, 10))));
    int canary = 0;
    for (int i = 0; i < 30; i++) {
      canary += rig.pool(handler, TestExchange.get("/")).equals("app-next") ? 1 : 0;
    }
    assertThat(canary).isBetween(2, 4);
  }

  @Test
  void setsNothingAndCountsWhereItIsNotSticky() {
    Split split = rig.split(new SplitSettings(SplitRig.weights(1, 0)));
    SplitRig.Answered answered = rig.send(rig.handler(split), TestExchange.get("/"));
    assertThat(answered.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
    assertThat(split.state().pools().getFirst().requests()).containsEntry("weight", 1L);
    assertThat(rig.finished).isOne();
  }

  // ---- sticky by cookie

  @Test
  void aClientStaysWithItsPool() {
    SplitHandler handler = rig.handler(rig.split(SplitRig.sticky(50, 50)));
    for (int i = 0; i < 200; i++) {
      SplitRig.Answered first = rig.send(handler, TestExchange.get("/"));
      String token = token(first);
      for (int j = 0; j < 5; j++) {
        SplitRig.Answered again = rig.send(handler, SplitRig.with(token));
        assertThat(again.headers.get("x-pool")).isEqualTo(first.headers.get("x-pool"));
        assertThat(again.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
      }
    }
  }

  @Test
  void raisingTheCanaryNeverMovesAnyoneOutOfIt() {
    List<String> tokens = new ArrayList<>();
    SplitHandler five = rig.handler(rig.split(SplitRig.sticky(95, 5)));
    for (int i = 0; i < 2_000; i++) {
      tokens.add(token(rig.send(five, TestExchange.get("/"))));
    }
    List<String> inCanary = tokens;
    for (int percent : new int[] {5, 6, 10, 25, 50, 51, 99, 100}) {
      SplitHandler raised = rig.handler(rig.split(SplitRig.sticky(100 - percent, percent)));
      List<String> now =
          tokens.stream()
              .filter(each -> rig.pool(raised, SplitRig.with(each)).equals("app-next"))
              .toList();
      if (percent > 5) {
        assertThat(now).as("at %s %%", percent).containsAll(inCanary);
      }
      assertThat(now.size()).isBetween(20 * percent - 20, 20 * percent + 20);
      inCanary = now;
    }
  }

  @Test
  void theCookieSaysNoMoreThanAPosition() {
    SplitRig.Answered first =
        rig.send(rig.handler(rig.split(SplitRig.sticky(50, 50))), TestExchange.get("/"));
    assertThat(first.headers.get(HeaderNames.SET_COOKIE))
        .matches(SplitRig.COOKIE + "=[0-9a-f]{4}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void backendsSeeTheOtherCookiesOnly() {
    SplitHandler handler = rig.handler(rig.split(SplitRig.sticky(50, 50)));
    for (String token : List.of("0000", "garbage")) {
      SplitRig.Answered answered = rig.send(handler, SplitRig.with(token));
      assertThat(answered.exchange.request().headers().get("cookie")).isEqualTo("a=1; b=2");
    }
  }

  @Test
  void theCookieIsSecureWhereTheClientsSideIs() {
    SplitHandler handler = rig.handler(rig.split(SplitRig.sticky(50, 50)));
    assertThat(rig.send(handler, TestExchange.get("/").tls()).headers.get(HeaderNames.SET_COOKIE))
        .endsWith("; Secure");
    TestExchange behind = TestExchange.get("/").header("x-forwarded-proto", "https");
    assertThat(rig.send(handler, behind).headers.get(HeaderNames.SET_COOKIE)).endsWith("; Secure");
  }

  @Test
  void aCookieThatIsNoneOfOursIsReplaced() {
    SplitHandler handler = rig.handler(rig.split(SplitRig.sticky(50, 50)));
    for (String garbage : List.of("", "app-next", "123", "00000", "zzzz", "\"0000\"")) {
      assertThat(rig.send(handler, SplitRig.with(garbage)).headers.get(HeaderNames.SET_COOKIE))
          .matches(SplitRig.COOKIE + "=[0-9a-f]{4}; .*");
    }
  }

  @Test
  void sharedCachesAreToldNotToKeepTheAnswerWithTheCookie() {
    SplitHandler handler = rig.handler(rig.split(SplitRig.sticky(50, 50)));
    rig.answer.add(HeaderNames.CACHE_CONTROL, "public, max-age=60");
    SplitRig.Answered first = rig.send(handler, TestExchange.get("/"));
    assertThat(first.headers.combined(HeaderNames.CACHE_CONTROL))
        .isEqualTo("public, max-age=60, private");
    assertThat(
            rig.send(handler, SplitRig.with(token(first)))
                .headers
                .combined(HeaderNames.CACHE_CONTROL))
        .isEqualTo("public, max-age=60");
    rig.answer.set(HeaderNames.CACHE_CONTROL, "no-store");
    assertThat(rig.send(handler, TestExchange.get("/")).headers.combined(HeaderNames.CACHE_CONTROL))
        .isEqualTo("no-store");
  }

  private static String token(SplitRig.Answered answered) {
    String cookie = String.valueOf(answered.headers.get(HeaderNames.SET_COOKIE));
    return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
  }

  // ---- sticky by address

  @Test
  void anAddressStaysWithItsPoolAndGetsNoCookie() {
    SplitHandler handler =
        rig.handler(
            rig.split(
                new SplitSettings(SplitRig.weights(50, 50), new Sticky.ClientIp(), null, null)));
    int canary = 0;
    for (int i = 0; i < 200; i++) {
      String address = "10.0.0." + i;
      SplitRig.Answered first = rig.send(handler, TestExchange.get("/").peer(address));
      assertThat(first.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
      String pool = first.headers.get("x-pool");
      assertThat(rig.pool(handler, TestExchange.get("/").peer(address))).isEqualTo(pool);
      canary += "app-next".equals(pool) ? 1 : 0;
    }
    assertThat(canary).isBetween(75, 125);
  }

  // ---- override

  @Test
  void aRequestMayNameItsPoolWhateverTheWeight() {
    Split split =
        rig.split(
            new SplitSettings(
                SplitRig.weights(100, 0),
                new Sticky.Cookie(SplitRig.COOKIE),
                new OverrideBy.Header("X-Canary"),
                null));
    SplitHandler handler = rig.handler(split);
    SplitRig.Answered named =
        rig.send(handler, TestExchange.get("/").header("x-canary", "app-next"));
    assertThat(named.headers.get("x-pool")).isEqualTo("app-next");
    assertThat(named.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
    assertThat(split.state().pools().get(1).requests()).containsEntry("override", 1L);
  }

  @Test
  void aNameThatIsNoPoolOfTheSplitIsIgnoredAndCounted() {
    Split split =
        rig.split(
            new SplitSettings(SplitRig.weights(1, 0), null, new OverrideBy.Cookie("canary"), null));
    SplitHandler handler = rig.handler(split);
    for (String name : List.of("", "APP-NEXT", "db", "always", "1")) {
      assertThat(rig.pool(handler, TestExchange.get("/").header("cookie", "canary=" + name)))
          .isEqualTo("app");
    }
    assertThat(split.state().ignoredOverrides()).isEqualTo(5);
  }
}
