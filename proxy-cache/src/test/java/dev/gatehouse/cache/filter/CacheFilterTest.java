package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.cache.CoalesceSettings;
import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.filter.CacheRig.Asked;
import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.cache.key.BypassSettings;
import dev.gatehouse.cache.key.KeySettings;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheFilterTest {
  private static final String HOUR = "cache-control: max-age=3600";

  @Test
  void answersFromTheStoreWithTheAgeOfWhatIsStored() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR, "hello");
      rig.advance(Duration.ofSeconds(90));
      Client client = rig.get("/a");
      assertThat(client.content()).isEqualTo("hello");
      assertThat(client.field("age")).isEqualTo("90");
      assertThat(client.field("content-length")).isEqualTo("5");
      assertThat(rig.asked).isEmpty();
      assertThat(rig.words).containsExactly("hit");
    }
  }

  @Test
  void answersHeadFromWhatGetHasStored() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR, "hello");
      Client client = rig.ask(TestExchange.of("HEAD", "/a"));
      assertThat(client.field("content-length")).isEqualTo("5");
      assertThat(client.content()).isEmpty();
    }
  }

  @Test
  void answersAConditionFromTheStore() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR + "\netag: \"x\"\ncontent-type: text/plain", "hello");
      Client same = rig.ask(TestExchange.get("/a").header("if-none-match", "\"x\""));
      assertThat(same.status()).isEqualTo(304);
      assertThat(same.field("etag")).isEqualTo("\"x\"");
      assertThat(same.field("content-type")).isNull();
      assertThat(same.content()).isEmpty();
      Client other = rig.ask(TestExchange.get("/a").header("if-match", "\"y\""));
      assertThat(other.status()).isEqualTo(412);
      assertThat(other.content()).isEmpty();
    }
  }

  @Test
  void fetchesTheWholeForWhoHasAnOldOne() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.ask(TestExchange.get("/a").header("if-none-match", "\"x\""));
      Asked asked = rig.next();
      assertThat(asked.field("if-none-match")).isNull();
      asked.answer(HOUR + "\netag: \"x\"", "hello");
      assertThat(client.status()).isEqualTo(304);
      client.content();
      assertThat(rig.get("/a").content()).isEqualTo("hello");
    }
  }

  @Test
  void asksOnceForAllOnAllLoops() {
    try (CacheRig rig = new CacheRig()) {
      Client leader = rig.get("/a");
      Client second = rig.get("/a");
      Client third = rig.ask(TestExchange.get("/a"), rig.two);
      assertThat(rig.asked).hasSize(1);
      rig.next().answer(HOUR, "hello");
      rig.run();
      assertThat(leader.content()).isEqualTo("hello");
      assertThat(second.content()).isEqualTo("hello");
      assertThat(third.content()).isEqualTo("hello");
      assertThat(rig.words)
          .containsExactlyInAnyOrder(
              "stored", "miss uri-miss", "collapsed uri-miss", "collapsed uri-miss");
    }
  }

  @Test
  void goesOnForOthersWhenTheOneWhoAskedFirstLeaves() {
    try (CacheRig rig = new CacheRig()) {
      Client leader = rig.get("/a");
      Client second = rig.get("/a");
      leader.leave();
      rig.next().answer(HOUR, "hello");
      rig.run();
      assertThat(second.content()).isEqualTo("hello");
    }
  }

  @Test
  void givesWhatIsPrivateToTheOneWhoAskedAndSendsTheOthersOnTheirOwn() {
    try (CacheRig rig = new CacheRig()) {
      Client leader = rig.get("/a");
      Client second = rig.get("/a");
      rig.next().answer("cache-control: private", "for the first");
      rig.run();
      assertThat(leader.content()).isEqualTo("for the first");
      rig.next().answer("cache-control: private", "for the second");
      assertThat(second.content()).isEqualTo("for the second");
      rig.get("/a");
      rig.get("/a");
      assertThat(rig.asked).as("nobody waits for what is known not to be shared").hasSize(2);
      assertThat(rig.words).containsExactly("private", "miss uri-miss", "pass not-shared");
    }
  }

  @Test
  void sendsOnWhoWantsAnotherVariantThanTheOneThatComes() {
    try (CacheRig rig = new CacheRig()) {
      Client german = rig.ask(TestExchange.get("/a").header("accept-language", "de"));
      Client french = rig.ask(TestExchange.get("/a").header("accept-language", "fr"));
      rig.next().answer(HOUR + "\nvary: Accept-Language", "hallo");
      rig.run();
      assertThat(german.content()).isEqualTo("hallo");
      rig.next().answer(HOUR + "\nvary: Accept-Language", "bonjour");
      assertThat(french.content()).isEqualTo("bonjour");
    }
  }

  @Test
  void waitsNoLongerThanItIsTold() {
    try (CacheRig rig = new CacheRig()) {
      Client leader = rig.get("/a");
      Client second = rig.get("/a");
      rig.advance(Duration.ofSeconds(11));
      Asked first = rig.next();
      rig.next().answer(HOUR, "sooner");
      assertThat(second.content()).isEqualTo("sooner");
      first.answer(HOUR, "later");
      rig.run();
      assertThat(leader.content()).isEqualTo("later");
    }
  }

  @Test
  void tellsAllWhoWaitThatTheBackendHasFailed() {
    try (CacheRig rig = new CacheRig()) {
      Client leader = rig.get("/a");
      Client second = rig.ask(TestExchange.get("/a"), rig.two);
      rig.next().fail();
      rig.run();
      assertThat(Objects.requireNonNull(leader.failure).reason())
          .isEqualTo(FailureReason.CONNECT_REFUSED);
      assertThat(Objects.requireNonNull(second.failure).reason())
          .isEqualTo(FailureReason.CONNECT_REFUSED);
    }
  }

  @Test
  void answersByWhatIsStaleWhereTheOriginAllowsIt() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: max-age=10, stale-if-error=60\netag: \"x\"", "old");
      rig.advance(Duration.ofSeconds(20));
      Client client = rig.get("/a");
      assertThat(rig.asked.element().field("if-none-match")).isEqualTo("\"x\"");
      rig.next().answer(503, HOUR, "sorry");
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.content()).isEqualTo("old");
      Client second = rig.get("/a");
      rig.next().fail();
      assertThat(second.content()).isEqualTo("old");
      rig.advance(Duration.ofSeconds(60));
      Client third = rig.get("/a");
      rig.next().fail();
      assertThat(third.failure).isNotNull();
    }
  }

  @Test
  void asksInTheBackgroundWhereTheOriginAllowsIt() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: max-age=10, stale-while-revalidate=60", "old");
      rig.advance(Duration.ofSeconds(20));
      assertThat(rig.get("/a").content()).isEqualTo("old");
      assertThat(rig.get("/a").content()).isEqualTo("old");
      assertThat(rig.asked).hasSize(1);
      rig.next().answer(HOUR, "new");
      assertThat(rig.get("/a").content()).isEqualTo("new");
    }
  }

  @Test
  void anErrorInTheBackgroundReplacesNothingThatMayAnswerInItsPlace() {
    try (CacheRig rig = new CacheRig()) {
      String graces = "cache-control: max-age=10, stale-while-revalidate=60, stale-if-error=600";
      rig.store("/a", graces, "old");
      rig.advance(Duration.ofSeconds(20));
      assertThat(rig.get("/a").content()).isEqualTo("old");
      rig.next().answer(503, HOUR, "sorry");
      Client client = rig.get("/a");
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.content()).isEqualTo("old");
      rig.next().answer(HOUR, "new");
      assertThat(rig.get("/a").content()).isEqualTo("new");
    }
  }

  @Test
  void aFetchIsOverWhateverGoesWrongAtItsEnd() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.get("/a");
      rig.whenDecided =
          () -> {
            throw new IllegalStateException("a bug");
          };
      Asked asked = rig.next();
      assertThatThrownBy(() -> asked.answer(HOUR, "hello")).hasMessage("a bug");
      assertThat(client.content()).isEqualTo("hello");
      assertThat(asked.exchange().over()).isTrue();
      assertThat(rig.shared.fetches()).isZero();
    }
  }

  @Test
  void doesNotGoOnWithWhatTheBackendNoLongerShares() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: max-age=10, stale-while-revalidate=60", "old");
      rig.advance(Duration.ofSeconds(20));
      assertThat(rig.get("/a").content()).isEqualTo("old");
      rig.next().answer("cache-control: no-store", "secret");
      Client client = rig.get("/a");
      assertThat(client.answered()).isFalse();
      rig.next().answer("cache-control: no-store", "secret");
      assertThat(client.content()).isEqualTo("secret");
    }
  }

  @Test
  void asksAgainWithoutConditionWhenA304IsAboutSomethingElse() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: max-age=1\netag: \"x\"", "old");
      rig.advance(Duration.ofSeconds(2));
      Client client = rig.get("/a");
      rig.next().answer(304, "etag: \"y\"", "");
      Asked again = rig.next();
      assertThat(again.field("if-none-match")).isNull();
      again.answer(HOUR, "new");
      assertThat(client.content()).isEqualTo("new");
    }
  }

  @Test
  void doesNotStoreWhatWasChangedWhileItWasFetched() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.get("/a");
      Asked slow = rig.next();
      Client change = rig.ask(TestExchange.of("POST", "/a"));
      rig.next().answer(204, "x: y", "");
      change.content();
      slow.answer(HOUR, "from before");
      assertThat(client.content()).isEqualTo("from before");
      assertThat(rig.get("/a").answered()).isFalse();
      assertThat(rig.words).contains("outdated");
    }
  }

  @Test
  void forgetsTheUrlsThatAChangeNames() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR, "a");
      rig.store("/list?page=1", HOUR, "list");
      rig.store("/b", HOUR, "b");
      Client change = rig.ask(TestExchange.of("PUT", "/a"));
      rig.next().answer(200, "content-location: list?page=1\nlocation: http://other.example/b", "");
      change.content();
      assertThat(rig.get("/a").answered()).isFalse();
      assertThat(rig.get("/list?page=1").answered()).isFalse();
      assertThat(rig.get("/b").answered()).isTrue();
    }
  }

  @Test
  void leavesEverythingStoredWhenAChangeFails() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOUR, "a");
      Client change = rig.ask(TestExchange.of("DELETE", "/a"));
      rig.next().answer(500, "x: y", "");
      change.content();
      assertThat(rig.get("/a").content()).isEqualTo("a");
    }
  }

  @Test
  void refusesWhoWantsOnlyWhatIsStored() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.ask(TestExchange.get("/a").header("cache-control", "only-if-cached"));
      assertThat(Objects.requireNonNull(client.failure).reason())
          .isEqualTo(FailureReason.ONLY_IF_CACHED);
      assertThat(rig.asked).isEmpty();
    }
  }

  @Test
  void doesNotStoreWhatIsTooLong() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.get("/a");
      rig.next().answer(HOUR, "x".repeat(100_000));
      assertThat(client.content()).hasSize(100_000);
      assertThat(rig.get("/a").answered()).isFalse();
      assertThat(rig.words).contains("too-large");
    }
  }

  @Test
  void storesAgainOnceTheBackendSharesAgain() {
    try (CacheRig rig = new CacheRig()) {
      rig.get("/a");
      rig.next().answer("cache-control: private", "mine");
      rig.get("/a");
      Asked again = rig.next();
      again.exchange().request().path("/rewritten/on/its/way");
      again.answer(HOUR, "everybody's");
      rig.store("/a", HOUR, "everybody's");
      assertThat(rig.get("/a").content()).isEqualTo("everybody's");
    }
  }

  @Test
  void anErrorKeepsNobodyFromWaitingForTheNextTry() {
    try (CacheRig rig = new CacheRig()) {
      rig.get("/a");
      rig.next().answer(503, "x: y", "sorry");
      rig.get("/a");
      rig.get("/a");
      assertThat(rig.asked).hasSize(1);
    }
  }

  @Test
  void givesTheBackendUpWithTheClientWhereNobodyElseMayHaveTheAnswer() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.get("/a");
      Asked asked = rig.next();
      asked.answer("cache-control: private", "mine");
      assertThat(asked.exchange().over()).isFalse();
      client.leave();
      assertThat(asked.exchange().over()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 5})
  void refreshesWhatIsAskedForBeforeItIsStale(int seconds) {
    RouteCacheSettings ahead =
        new RouteCacheSettings(
            new KeySettings(),
            new BypassSettings(),
            Duration.ZERO,
            null,
            Map.of(),
            null,
            null,
            RouteCacheSettings.SetCookieRule.REFUSE,
            RouteCacheSettings.ClientDirectives.HONOR,
            false,
            new CoalesceSettings(),
            Duration.ofMinutes(2),
            Percentage.parse("10%"),
            List.of(),
            null);
    try (CacheRig rig = new CacheRig(ahead)) {
      rig.store("/a", "cache-control: max-age=" + seconds, "old");
      rig.advance(Duration.ofMillis(seconds * 800L));
      rig.get("/a").content();
      assertThat(rig.asked).isEmpty();
      rig.advance(Duration.ofMillis(seconds * 150L));
      assertThat(rig.get("/a").content()).isEqualTo("old");
      assertThat(rig.get("/a").content()).isEqualTo("old");
      assertThat(rig.asked).hasSize(1);
      rig.next().answer("cache-control: max-age=" + seconds, "new");
      rig.advance(Duration.ofMillis(seconds * 800L));
      assertThat(rig.get("/a").content()).isEqualTo("new");
    }
  }
}
