package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.CoalesceSettings;
import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.RouteCacheSettings.ClientDirectives;
import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.cache.key.BypassSettings;
import dev.gatehouse.cache.key.KeySettings;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the wishes of one client do to others. */
class ClientWishesTest {
  private static final String HOUR = "cache-control: max-age=3600";

  @Test
  void whereClientsHaveNoSayNoneKeepsAnAnswerFromBeingStored() {
    RouteCacheSettings settings =
        new RouteCacheSettings(
            new KeySettings(),
            new BypassSettings(),
            Duration.ZERO,
            null,
            Map.of(),
            null,
            null,
            RouteCacheSettings.SetCookieRule.REFUSE,
            ClientDirectives.IGNORE,
            false,
            new CoalesceSettings(),
            Duration.ofMinutes(2),
            null,
            List.of(),
            null);
    try (CacheRig rig = new CacheRig(settings)) {
      Client client = rig.ask(TestExchange.get("/a").header("cache-control", "no-store"));
      rig.next().answer(HOUR, "hello");
      assertThat(client.content()).isEqualTo("hello");
      assertThat(rig.get("/a").content()).isEqualTo("hello");
    }
  }

  @Test
  void whoWantsNothingStoredDoesNotEndWhatIs() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", "cache-control: max-age=10, stale-while-revalidate=60", "old");
      rig.advance(Duration.ofSeconds(20));
      Client client = rig.ask(TestExchange.get("/a").header("cache-control", "no-store"));
      assertThat(client.content()).isEqualTo("old");
      assertThat(rig.asked).isEmpty();
      assertThat(rig.get("/a").content()).isEqualTo("old");
      rig.next().answer(HOUR, "new");
      assertThat(rig.get("/a").content()).isEqualTo("new");
    }
  }

  @Test
  void longUrlsDoNotFillTheHeapWithWhatCouldNotBeStored() {
    try (CacheRig rig = new CacheRig()) {
      String tail = "x".repeat(15_000);
      for (int i = 0; i < 3_000; i++) {
        rig.shared.passUntil(tail + i, Long.MAX_VALUE);
      }
      long known = 0;
      for (int i = 0; i < 3_000; i++) {
        known += rig.shared.passes(tail + i, 0) ? 1 : 0;
      }
      assertThat(known * tail.length()).isBetween(1L << 20, 16L << 20);
    }
  }
}
