package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.filter.CacheRig.Asked;
import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.cache.key.PurgeScope;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may have what another request is fetching, and who may not. */
class CoalescingTest {
  private static final String HOUR = "cache-control: max-age=3600";

  /** RFC 9111 §5.2.2.4 and §5.2.2.2: the backend is asked with the request of each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache-control: no-cache",
        "cache-control: no-cache, max-age=60",
        "cache-control: max-age=0",
        "cache-control: max-age=0, must-revalidate",
        "cache-control: s-maxage=0",
        "cache-control: max-age=60\nage: 61",
        "expires: 0",
      })
  void whatHasToBeAskedAboutEachTimeIsForTheOneWhoAsked(String fields) {
    try (CacheRig rig = new CacheRig()) {
      Client ann = rig.ask(TestExchange.get("/a").header("cookie", "user=ann"));
      Client bob = rig.ask(TestExchange.get("/a").header("cookie", "user=bob"), rig.two);
      assertThat(rig.asked).hasSize(1);
      rig.next().answer(fields + "\netag: \"ann\"", "ann's");
      rig.run();
      assertThat(ann.content()).isEqualTo("ann's");
      Asked asked = rig.next();
      assertThat(asked.field("cookie")).isEqualTo("user=bob");
      asked.answer(fields + "\netag: \"bob\"", "bob's");
      assertThat(bob.content()).isEqualTo("bob's");
    }
  }

  @Test
  void whatMayAnswerWhileItIsAskedAboutIsShared() {
    try (CacheRig rig = new CacheRig()) {
      Client first = rig.get("/a");
      Client second = rig.get("/a");
      rig.next().answer("cache-control: max-age=0, stale-while-revalidate=60", "hello");
      rig.run();
      assertThat(first.content()).isEqualTo("hello");
      assertThat(second.content()).isEqualTo("hello");
    }
  }

  @Test
  void whatIsStaleBeforeAllOfItIsHereIsSharedNoMore() {
    try (CacheRig rig = new CacheRig()) {
      Client first = rig.get("/a");
      FedBody slow = arrive(rig.next(), "cache-control: max-age=10");
      rig.advance(Duration.ofSeconds(5));
      Client inTime = rig.get("/a");
      assertThat(inTime.answered()).isTrue();
      rig.advance(Duration.ofSeconds(6));
      Client late = rig.get("/a");
      assertThat(late.answered()).isFalse();
      rig.next().answer(HOUR, "new");
      assertThat(late.content()).isEqualTo("new");
      end(slow, "old");
      assertThat(first.content()).isEqualTo("old");
      assertThat(inTime.content()).isEqualTo("old");
    }
  }

  @Test
  void nobodyWaitsForAnotherWhereTheBackendHasToBeAskedAnyway() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: no-cache\netag: \"x\"", "hello");
      Client first = rig.get("/a");
      Client second = rig.get("/a");
      assertThat(rig.asked).hasSize(2);
      rig.next().answer(304, "etag: \"x\"", "");
      rig.next().answer("cache-control: no-cache\netag: \"x\"", "hello");
      assertThat(first.content()).isEqualTo("hello");
      assertThat(second.content()).isEqualTo("hello");
    }
  }

  @Test
  void whoAsksAfterAChangeDoesNotGetWhatWasFetchedBefore() {
    try (CacheRig rig = new CacheRig()) {
      Client before = rig.get("/a");
      FedBody slow = arrive(rig.next(), HOUR);
      Client change = rig.ask(TestExchange.of("POST", "/a"));
      rig.next().answer(204, "x: y", "");
      change.content();

      Client after = rig.get("/a");
      assertThat(after.answered()).isFalse();
      rig.next().answer(HOUR, "new");
      rig.run();
      assertThat(after.content()).isEqualTo("new");
      end(slow, "old");
      assertThat(before.content()).isEqualTo("old");
      assertThat(rig.get("/a").content()).isEqualTo("new");
    }
  }

  @Test
  void whoAsksAfterAPurgeDoesNotWaitForWhatWasAskedBefore() {
    try (CacheRig rig = new CacheRig()) {
      Client before = rig.get("/a");
      Asked old = rig.next();
      rig.shared.purge(PurgeScope.all(), PurgeMode.REMOVE, 0);

      Client after = rig.get("/a");
      rig.next().answer(HOUR, "new");
      rig.run();
      assertThat(after.content()).isEqualTo("new");
      old.answer(HOUR, "old");
      rig.run();
      assertThat(before.content()).isEqualTo("old");
      assertThat(rig.get("/a").content()).isEqualTo("new");
      assertThat(rig.shared.fetches()).isZero();
    }
  }

  /** Has the head of an answer arrive; its content is still to come. */
  private static FedBody arrive(Asked asked, String field) {
    Headers headers = new Headers();
    int colon = field.indexOf(':');
    headers.add(field.substring(0, colon), field.substring(colon + 1).strip());
    FedBody body = new FedBody(3, new UnwatchedFeed());
    asked.responder().respond(new Response(200, headers, body));
    return body;
  }

  private static void end(FedBody body, String content) {
    body.offer(Unpooled.copiedBuffer(content, StandardCharsets.US_ASCII));
    body.complete(null);
  }
}
