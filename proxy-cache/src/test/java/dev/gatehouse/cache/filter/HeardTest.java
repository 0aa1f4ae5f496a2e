package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.filter.CacheRig.Asked;
import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.cache.key.PurgeScope;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What answers to HEAD and to conditions say of what is stored (RFC 9111 §4.3.4, §4.3.5). */
class HeardTest {
  private static final String MINUTE = "cache-control: max-age=60\netag: \"x\"\na: 1";
  private static final String HOURS = "cache-control: max-age=7200";

  @Test
  void headBringsUpToDateWhatItIsAbout() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", MINUTE, "hello");
      rig.advance(Duration.ofSeconds(90));
      head(rig, 200, "cache-control: max-age=60\netag: \"x\"\na: 2\ncontent-length: 5");
      Client client = rig.get("/a");
      assertThat(client.content()).isEqualTo("hello");
      assertThat(client.field("a")).isEqualTo("2");
      assertThat(client.field("age")).isEqualTo("0");
    }
  }

  @Test
  void headEndsTheLifetimeOfWhatItContradicts() {
    for (String other : new String[] {"etag: \"y\"", "last-modified: x", "content-length: 6"}) {
      try (CacheRig rig = new CacheRig()) {
        rig.store("/a", MINUTE, "hello");
        head(rig, 200, "cache-control: max-age=60\n" + other);
        Client client = rig.get("/a");
        Asked asked = rig.next();
        assertThat(asked.field("if-none-match")).isEqualTo("\"x\"");
        asked.answer("cache-control: max-age=60", "new");
        rig.run();
        assertThat(client.content()).isEqualTo("new");
      }
    }
  }

  @Test
  void headForgetsWhatIsNoLongerShared() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", MINUTE, "hello");
      head(rig, 200, "cache-control: private\netag: \"x\"");
      Client client = rig.get("/a");
      Asked asked = rig.next();
      assertThat(asked.field("if-none-match")).isNull();
      asked.answer("cache-control: private", "new");
      assertThat(client.content()).isEqualTo("new");
    }
  }

  @Test
  void headSaysNothingOfItWhenItFails() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", MINUTE, "hello");
      head(rig, 404, "cache-control: max-age=60\netag: \"y\"");
      assertThat(rig.get("/a").content()).isEqualTo("hello");
    }
  }

  @Test
  void headIsSentWithoutWhatCouldChangeItsAnswerForOthers() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", MINUTE, "hello");
      rig.ask(
          TestExchange.of("HEAD", "/a")
              .header("cache-control", "no-cache")
              .header("x-host", "evil.example"));
      Asked asked = rig.next();
      assertThat(asked.field("x-host")).isNull();
      asked.answer("cache-control: max-age=60\netag: \"x\"", "");
    }
  }

  @Test
  void headThatWasAskedBeforeAPurgeDoesNotMakeFreshWhatThatHasEnded() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", MINUTE, "hello");
      rig.ask(TestExchange.of("HEAD", "/a").header("cache-control", "no-cache"));
      Asked head = rig.next();
      rig.shared.purge(PurgeScope.all(), PurgeMode.MARK_STALE, rig.one.clock().epochMillis());
      head.answer(MINUTE, "");
      Client client = rig.get("/a");
      assertThat(client.answered()).as("it is stale").isFalse();
      rig.next().answer(MINUTE, "new");
      assertThat(client.content()).isEqualTo("new");
    }
  }

  @Test
  void aResponseWithoutDateHasTheOneThatItCame() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", HOURS + "\nlast-modified: Thu, 01 Jan 1970 00:00:00 GMT", "hello");
      String date = rig.get("/a").field("date");
      rig.advance(Duration.ofSeconds(90));
      assertThat(rig.get("/a").field("date")).isEqualTo(date).isNotNull();
    }
  }

  @Test
  void aConfirmationWithoutDateMakesItAsNewAsTheConfirmation() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", MINUTE, "hello");
      String date = rig.get("/a").field("date");
      rig.advance(Duration.ofSeconds(90));
      Client client = rig.get("/a");
      rig.next().answer(304, "etag: \"x\"", "");
      rig.run();
      assertThat(client.content()).isEqualTo("hello");
      assertThat(client.field("age")).isEqualTo("0");
      assertThat(client.field("date")).isNotEqualTo(date);
      rig.advance(Duration.ofSeconds(30));
      assertThat(rig.get("/a").field("age")).isEqualTo("30");
    }
  }

  /** Has a HEAD go to the backend, and answered. */
  private static void head(CacheRig rig, int status, String fields) {
    Client client = rig.ask(TestExchange.of("HEAD", "/a").header("cache-control", "no-cache"));
    rig.next().answer(status, fields, "");
    rig.run();
    client.content();
    rig.words.clear();
  }
}
