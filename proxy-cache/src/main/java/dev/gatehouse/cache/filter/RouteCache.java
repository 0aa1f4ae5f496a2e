package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import org.jspecify.annotations.Nullable;

/**
 * The cache as one route sees it. Immutable and shared by all event loops.
 *
 * @param route the route's name, a part of every key: what other routes store is not for this one
 * @param key what tells responses apart
 */
record RouteCache(
    String route,
    CacheKey key,
    RouteCacheSettings settings,
    SharedCache shared,
    CacheObserver observer) {

  /**
   * Tells logs and metrics what was done with a request.
   *
   * @param forward why it went on; null if it did not
   */
  void handled(Exchange exchange, CacheResult result, @Nullable Forward forward) {
    exchange.cache(Notes.of(result, forward));
    observer.handled(exchange, result, forward);
  }

  /** Tells metrics, and whoever asks later, what became of a response. */
  void decided(LoopScope loop, String key, StoreDecision decision) {
    observer.decided(loop.index(), key, decision);
    shared.decisions().note(key, decision, loop.clock().epochMillis());
  }

  /** The longest content that is stored. */
  long maxObject() {
    ByteSize own = settings.maxObject();
    return own == null ? shared.maxObject() : own.bytes();
  }

  /**
   * True if it is time to have a response fetched anew before it is stale.
   *
   * @param age in milliseconds
   */
  boolean isDueAhead(Terms terms, long age) {
    Percentage ahead = settings.refreshAhead();
    long lifetime = terms.lifetime().millis();
    return ahead != null && lifetime - age < lifetime * ahead.hundredths() / 10_000;
  }

  boolean honoursClients() {
    return settings.clientDirectives() == RouteCacheSettings.ClientDirectives.HONOR;
  }
}
