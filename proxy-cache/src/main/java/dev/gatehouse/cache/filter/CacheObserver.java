package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Someone who is told what the cache of a route does: metrics. Shared by all event loops; must not
 * block.
 */
public interface CacheObserver {
  /** Nobody. */
  CacheObserver NOBODY =
      new CacheObserver() {
        @Override
        public void handled(Exchange exchange, CacheResult result, @Nullable Forward forward) {}

        @Override
        public void decided(int loop, String key, StoreDecision decision) {}
      };

  /**
   * What was done with a request, once for each.
   *
   * @param forward why it went on; null if it did not
   */
  void handled(Exchange exchange, CacheResult result, @Nullable Forward forward);

  /**
   * Whether a backend's response is stored.
   *
   * @param loop the number of the event loop
   */
  void decided(int loop, String key, StoreDecision decision);
}
