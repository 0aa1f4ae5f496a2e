package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which pool a request goes to, with pools that answer at once and say who they are. */
class SplitHandlerTest {
  private static final String COOKIE = "gatehouse-canary";

  private final List<ManualLoop> loops = IntStream.range(0, 8).mapToObj(ManualLoop::new).toList();
  private final Random random = new Random(3);
  private final Headers answer = new Headers();
  private int status = 200;
  private @Nullable Failure failure;
  private int finished;

  private static Map<String, Weight> weights(int... weights) {
    Map<String, Weight> pools = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      pools.put(i == 0 ? "app" : i == 1 ? "app-next" : "pool-" + i, new Weight(weights[i]));
    }
    return pools;
  }

  private static SplitSettings sticky(int... weights) {
    return new SplitSettings(weights(weights), new Sticky.Cookie(COOKIE), null, null);
  }

  private Split split(SplitSettings settings) {
    return new Split("checkout", settings, loops.size(), loops.getFirst().clock());
  }

  private SplitHandler handler(Split split) {
    List<Handler> pools = new ArrayList<>();
    for (String name : split.settings().names()) {
      pools.add((exchange, responder) -> answer(name, exchange, responder));
    }
    return new SplitHandler(split, pools, _ -> finished++);
  }

  private void answer(String pool, Exchange exchange, Responder responder) {
    exchange.attempt(pool, pool);
    exchange.mark(Mark.ACQUIRE);
    if (failure != null) {
      responder.fail(failure);
      return;
    }
    exchange.mark(Mark.RESPONSE_HEAD);
    responder.respond(new Response(status, answer.copy().add("x-pool", pool), Body.empty()));
  }

  /** Sends one request. */
  private Answered send(SplitHandler handler, TestExchange request) {
    Exchange exchange = request.loop(loops.get(random.nextInt(loops.size()))).exchange();
    exchange.routed("checkout", _ -> finished++);
    Answered answered = new Answered(exchange);
    handler.handle(exchange, answered);
    return answered;
  }

  private String pool(SplitHandler handler, TestExchange request) {
    return String.valueOf(send(handler, request).headers.get("x-pool"));
  }

  private static TestExchange with(String token) {
    return TestExchange.get("/").header("cookie", "a=1; " + COOKIE + "=" + token + "; b=2");
  }

  /** The answer, as the client sees it. */
  private static final class Answered implements Responder {
    private final Exchange exchange;
    private Headers headers = new Headers();

    Answered(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void respond(Response response) {
      headers = response.headers();
      exchange.status(response.status());
      exchange.sent();
    }

    @Override
    public void fail(Failure failure) {
      exchange.failed(failure);
      exchange.status(failure.reason().status());
      exchange.sent();
    }

    @Override
    public void inform(Response interim) {}
  }

  // ---- by weight

  @Test
  void aHundredThousandRequestsOverAllLoopsAreSharedOutToATenthOfAPercent() {
    int[] weights = {895, 100, 5};
    SplitHandler handler = handler(split(new SplitSettings(weights(weights))));
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      counts.merge(pool(handler, TestExchange.get("/")), 1, Integer::sum);
    }
    assertThat(counts.get("app")).isBetween(89_490, 89_510);
    assertThat(counts.get("app-next")).isBetween(9_990, 10_010);
    assertThat(counts.get("pool-2")).isBetween(490, 510);
  }

  @Test
  void newClientsAreSharedOutAsExactlyWhereTheyGetACookie() {
    SplitHandler handler = handler(split(sticky(95, 5)));
    int canary = 0;
    for (int i = 0; i < 100_000; i++) {
      canary += pool(handler, TestExchange.get("/")).equals("app-next") ? 1 : 0;
    }
    assertThat(canary).isBetween(4_980, 5_020);
  }

  @Test
  void evenAFewRequestsAreSharedOutEvenly() {
    SplitHandler handler = handler(split(new SplitSettings(weights(90, 10))));
    int canary = 0;
    for (int i = 0; i < 30; i++) {
      canary += pool(handler, TestExchange.get("/")).equals("app-next") ? 1 : 0;
    }
    assertThat(canary).isBetween(2, 4);
  }

  @Test
  void setsNothingAndCountsWhereItIsNotSticky() {
    Split split = split(new SplitSettings(weights(1, 0)));
    Answered answered = send(handler(split), TestExchange.get("/"));
    assertThat(answered.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
    assertThat(split.state().pools().getFirst().requests()).containsEntry("weight", 1L);
    assertThat(finished).isOne();
  }

  // ---- sticky by cookie

  @Test
  void aClientStaysWithItsPool() {
    SplitHandler handler = handler(split(sticky(50, 50)));
    for (int i = 0; i < 200; i++) {
      Answered first = send(handler, TestExchange.get("/"));
      String token = token(first);
      for (int j = 0; j < 5; j++) {
        Answered again = send(handler, with(token));
        assertThat(again.headers.get("x-pool")).isEqualTo(first.headers.get("x-pool"));
        assertThat(again.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
      }
    }
  }

  @Test
  void raisingTheCanaryNeverMovesAnyoneOutOfIt() {
    List<String> tokens = new ArrayList<>();
    SplitHandler five = handler(split(sticky(95, 5)));
    for (int i = 0; i < 2_000; i++) {
      tokens.add(token(send(five, TestExchange.get("/"))));
    }
    List<String> inCanary = tokens;
    for (int percent : new int[] {5, 6, 10, 25, 50, 51, 99, 100}) {
      SplitHandler raised = handler(split(sticky(100 - percent, percent)));
      List<String> now =
          tokens.stream().filter(each -> pool(raised, with(each)).equals("app-next")).toList();
      if (percent > 5) {
        assertThat(now).as("at %s %%", percent).containsAll(inCanary);
      }
      assertThat(now.size()).isBetween(20 * percent - 20, 20 * percent + 20);
      inCanary = now;
    }
  }

  @Test
  void theCookieSaysNoMoreThanAPosition() {
    Answered first = send(handler(split(sticky(50, 50))), TestExchange.get("/"));
    assertThat(first.headers.get(HeaderNames.SET_COOKIE))
        .matches(COOKIE + "=[0-9a-f]{4}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void backendsSeeTheOtherCookiesOnly() {
    SplitHandler handler = handler(split(sticky(50, 50)));
    for (String token : List.of("0000", "garbage")) {
      Answered answered = send(handler, with(token));
      assertThat(answered.exchange.request().headers().get("cookie")).isEqualTo("a=1; b=2");
    }
  }

  @Test
  void theCookieIsSecureWhereTheClientsSideIs() {
    SplitHandler handler = handler(split(sticky(50, 50)));
    assertThat(send(handler, TestExchange.get("/").tls()).headers.get(HeaderNames.SET_COOKIE))
        .endsWith("; Secure");
    TestExchange behind = TestExchange.get("/").header("x-forwarded-proto", "https");
    assertThat(send(handler, behind).headers.get(HeaderNames.SET_COOKIE)).endsWith("; Secure");
  }

  @Test
  void aCookieThatIsNoneOfOursIsReplaced() {
    SplitHandler handler = handler(split(sticky(50, 50)));
    for (String garbage : List.of("", "app-next", "123", "00000", "zzzz", "\"0000\"")) {
      assertThat(send(handler, with(garbage)).headers.get(HeaderNames.SET_COOKIE))
          .matches(COOKIE + "=[0-9a-f]{4}; .*");
    }
  }

  @Test
  void sharedCachesAreToldNotToKeepTheAnswerWithTheCookie() {
    SplitHandler handler = handler(split(sticky(50, 50)));
    answer.add(HeaderNames.CACHE_CONTROL, "public, max-age=60");
    Answered first = send(handler, TestExchange.get("/"));
    assertThat(first.headers.combined(HeaderNames.CACHE_CONTROL))
        .isEqualTo("public, max-age=60, private");
    assertThat(send(handler, with(token(first))).headers.combined(HeaderNames.CACHE_CONTROL))
        .isEqualTo("public, max-age=60");
    answer.set(HeaderNames.CACHE_CONTROL, "no-store");
    assertThat(send(handler, TestExchange.get("/")).headers.combined(HeaderNames.CACHE_CONTROL))
        .isEqualTo("no-store");
  }

  private static String token(Answered answered) {
    String cookie = String.valueOf(answered.headers.get(HeaderNames.SET_COOKIE));
    return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
  }

  // ---- sticky by address

  @Test
  void anAddressStaysWithItsPoolAndGetsNoCookie() {
    SplitHandler handler =
        handler(split(new SplitSettings(weights(50, 50), new Sticky.ClientIp(), null, null)));
    int canary = 0;
    for (int i = 0; i < 200; i++) {
      String address = "10.0.0." + i;
      Answered first = send(handler, TestExchange.get("/").peer(address));
      assertThat(first.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
      String pool = first.headers.get("x-pool");
      assertThat(pool(handler, TestExchange.get("/").peer(address))).isEqualTo(pool);
      canary += "app-next".equals(pool) ? 1 : 0;
    }
    assertThat(canary).isBetween(75, 125);
  }

  // ---- override

  @Test
  void aRequestMayNameItsPoolWhateverTheWeight() {
    Split split =
        split(
            new SplitSettings(
                weights(100, 0),
                new Sticky.Cookie(COOKIE),
                new OverrideBy.Header("X-Canary"),
                null));
    SplitHandler handler = handler(split);
    Answered named = send(handler, TestExchange.get("/").header("x-canary", "app-next"));
    assertThat(named.headers.get("x-pool")).isEqualTo("app-next");
    assertThat(named.headers.contains(HeaderNames.SET_COOKIE)).isFalse();
    assertThat(split.state().pools().get(1).requests()).containsEntry("override", 1L);
  }

  @Test
  void aNameThatIsNoPoolOfTheSplitIsIgnoredAndCounted() {
    Split split =
        split(new SplitSettings(weights(1, 0), null, new OverrideBy.Cookie("canary"), null));
    SplitHandler handler = handler(split);
    for (String name : List.of("", "APP-NEXT", "db", "always", "1")) {
      assertThat(pool(handler, TestExchange.get("/").header("cookie", "canary=" + name)))
          .isEqualTo("app");
    }
    assertThat(split.state().ignoredOverrides()).isEqualTo(5);
  }

  // ---- rollback

  private static SplitSettings guarded(int... weights) {
    return new SplitSettings(
        weights(weights),
        new Sticky.Cookie(COOKIE),
        new OverrideBy.Header("x-canary"),
        new RollbackSettings());
  }

  private void traffic(SplitHandler handler, Split split, int requests) {
    for (int i = 0; i < requests; i++) {
      Exchange exchange = TestExchange.get("/").loop(loops.get(i % loops.size())).exchange();
      exchange.routed("checkout", _ -> finished++);
      Answered answered = new Answered(exchange);
      handler.handle(
          exchange,
          new Responder() {
            @Override
            public void respond(Response response) {
              if ("app-next".equals(response.headers().get("x-pool"))) {
                response.status(status);
              } else {
                response.status(200);
              }
              answered.respond(response);
            }

            @Override
            public void fail(Failure failure) {
              answered.fail(failure);
            }

            @Override
            public void inform(Response interim) {}
          });
      if (i % 100 == 0) {
        loops.forEach(loop -> loop.advance(Duration.ofSeconds(1)));
        split.look();
      }
    }
  }

  @Test
  void aCanaryThatFailsLosesItsShareAndItsClients() {
    Split split = split(guarded(90, 10));
    SplitHandler handler = handler(split);
    status = 503;
    traffic(handler, split, 3_000);

    SplitState state = split.state();
    SplitState.RolledBack why = Objects.requireNonNull(state.rolledBack());
    assertThat(why.by()).isEqualTo("error-rate");
    assertThat(why.why()).contains("100.0% of 1").contains("control's 0.0% of");
    assertThat(state.pools().get(0).weight()).isEqualTo(100);
    assertThat(state.pools().get(1).weight()).isZero();
    assertThat(state.pools().get(1).configured()).isEqualTo(10);
    assertThat(pool(handler, with("0000"))).as("a client of the canary").isEqualTo("app");
    assertThat(pool(handler, TestExchange.get("/").header("x-canary", "app-next")))
        .as("whoever asks for it")
        .isEqualTo("app-next");
    assertThat(finished).as("the route's observer is told, too").isEqualTo(3_002);
  }

  private static SplitState.Compared compared(Split split) {
    return Objects.requireNonNull(split.state().pools().get(1).compared());
  }

  @Test
  void aCanaryThatIsNoWorseKeepsItsShare() {
    Split split = split(guarded(90, 10));
    traffic(handler(split), split, 20_000);
    assertThat(split.state().rolledBack()).isNull();
    assertThat(compared(split).requests()).isBetween(1_990L, 2_010L);
  }

  @Test
  void whatAsksForTheCanaryDoesNotSpeakAgainstIt() {
    Split split = split(guarded(90, 10));
    SplitHandler handler = handler(split);
    status = 500;
    for (int i = 0; i < 1_000; i++) {
      send(handler, TestExchange.get("/").header("x-canary", "app-next"));
    }
    assertThat(compared(split).requests()).isZero();
  }

  @Test
  void aCanaryWithoutBackendsSpeaksAgainstItself() {
    Split split = split(guarded(0, 10));
    SplitHandler handler = handler(split);
    failure = Failure.of(FailureReason.NO_BACKEND);
    send(handler, TestExchange.get("/"));
    failure = Failure.of(FailureReason.CLIENT_GONE);
    send(handler, TestExchange.get("/"));
    assertThat(compared(split)).isEqualTo(new SplitState.Compared(1, 1));
  }

  @Test
  void anOperatorTakesAndGivesTheShareBack() {
    Split split = split(sticky(90, 10));
    SplitHandler handler = handler(split);
    split.rollBack();
    assertThat(Objects.requireNonNull(split.state().rolledBack()).by()).isEqualTo("operator");
    assertThat(pool(handler, with("0000"))).isEqualTo("app");
    split.resume();
    assertThat(split.state().rolledBack()).isNull();
    assertThat(pool(handler, with("0000"))).isEqualTo("app-next");
  }

  @Test
  void aCanaryThatWasGivenItsShareBackIsJudgedByWhatItDoesFromThen() {
    Split split = split(guarded(90, 10));
    SplitHandler handler = handler(split);
    status = 503;
    traffic(handler, split, 3_000);
    split.resume();
    status = 200;
    traffic(handler, split, 10_000);
    assertThat(split.state().rolledBack()).isNull();
    status = 503;
    traffic(handler, split, 10_000);
    assertThat(split.state().rolledBack()).isNotNull();
  }
}
