package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.key.Bypass;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.ReuseDecision;
import dev.gatehouse.cache.store.Arithmetic;
import dev.gatehouse.cache.store.DiskTier;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Variants;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.time.Clock;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What the cache of a route would do with a request now, for people: it looks where a request would
 * look, and neither counts as use nor asks anybody.
 *
 * @param key what the response is stored under; null where the cache has no say
 * @param result {@code hit}, {@code stale}, {@code miss} or {@code pass}; {@code unknown} without a
 *     store to look into
 * @param reason the name of the reason, as logs and metrics have it
 * @param why the same in words
 */
public record Foresight(@Nullable String key, String result, String reason, String why) {
  /**
   * Foresees.
   *
   * @param route the route's name
   * @param set names of request fields, in lower case, that the route itself sets
   * @param request as it comes to the cache; goes on as it would from there
   * @param shared where to look; null: nowhere
   */
  public static Foresight of(
      String route,
      RouteCacheSettings settings,
      Collection<String> set,
      Request request,
      @Nullable SharedCache shared,
      Clock clock) {
    Forward without = CacheFilter.why(request, new Bypass(settings.bypass()));
    if (without != null) {
      return new Foresight(null, CacheResult.PASS.code(), without.code(), words(without));
    }
    CacheKey keys = new CacheKey(route, settings.key(), set);
    String key = keys.of(request);
    Foresight foreseen =
        shared == null
            ? new Foresight(key, "unknown", "not-asked", "what a running server has stored decides")
            : of(key, settings, request, shared, clock);
    keys.narrow(request);
    return foreseen;
  }

  private static Foresight of(
      String key, RouteCacheSettings settings, Request request, SharedCache shared, Clock clock) {
    boolean honours = settings.clientDirectives() == RouteCacheSettings.ClientDirectives.HONOR;
    CacheControl control = honours ? CacheControl.of(request.headers()) : CacheControl.none();
    Variants variants = shared.store().peek(key);
    Stored stored = variants == null ? null : variants.select(request.headers());
    if (stored == null || !stored.tryRetain()) {
      DiskTier disk = shared.store().disk();
      if (disk != null && disk.hasMoreThan(variants, key)) {
        return new Foresight(key, "unknown", "on-disk", "the disk has it and would be read first");
      }
      if (control.noStore()) {
        return passed(key, Forward.NO_STORE);
      }
      if (shared.passes(key, clock.nanos())) {
        return passed(key, Forward.KNOWN);
      }
      return missed(key, variants == null ? Forward.URI_MISS : Forward.VARY_MISS);
    }
    try {
      return of(key, stored, control, Lookup.hasPragma(request.headers(), honours, control), clock);
    } finally {
      stored.release();
    }
  }

  private static Foresight of(
      String key, Stored stored, CacheControl control, boolean noCache, Clock clock) {
    var terms = stored.terms();
    long now = clock.epochMillis();
    ReuseDecision decision =
        ReuseDecision.of(
            control, noCache, terms.control(), terms.lifetime().millis(), terms.age(now));
    String arithmetic = Arithmetic.freshness(terms, now);
    return switch (decision) {
      case FRESH -> new Foresight(key, CacheResult.HIT.code(), decision.code(), arithmetic);
      case STALE_ALLOWED, STALE_WHILE_REVALIDATE ->
          new Foresight(key, CacheResult.STALE.code(), decision.code(), arithmetic);
      case STALE, NO_CACHE, REQUEST ->
          new Foresight(
              key,
              CacheResult.MISS.code(),
              decision.code(),
              arithmetic + "; the backend would be asked whether it still holds");
    };
  }

  private static Foresight passed(String key, Forward why) {
    return new Foresight(key, CacheResult.PASS.code(), why.code(), words(why));
  }

  private static Foresight missed(String key, Forward why) {
    return new Foresight(key, CacheResult.MISS.code(), why.code(), words(why));
  }

  private static String words(Forward why) {
    return switch (why) {
      case METHOD -> "the cache answers GET and HEAD only";
      case CONTENT -> "the request carries content";
      case UPGRADE -> "the request asks for another protocol";
      case BYPASS -> "a field or cookie of the route's bypass is there";
      case NO_STORE -> "the client says no-store";
      case KNOWN -> "the last answer could not be stored";
      case URI_MISS -> "nothing is stored under the key";
      case VARY_MISS -> "what is stored under the key is for other request fields (Vary)";
      case UNSHARED, WAITED, REQUEST, STALE, NO_CACHE, PARTIAL -> why.code();
    };
  }
}
