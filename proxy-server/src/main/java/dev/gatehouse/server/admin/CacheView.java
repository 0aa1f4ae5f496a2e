package dev.gatehouse.server.admin;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.cache.store.MemoryStore;
import dev.gatehouse.server.telemetry.CacheTally;
import java.util.List;

/**
 * What the admin API says of the cache: how full it is, and what it did.
 *
 * @param entries keys in memory
 * @param tags how many tags stored responses carry
 * @param fetches under way now
 * @param evictions keys that had to go to make room
 * @param purged stored responses that purges have found
 * @param requests of all routes with a cache
 * @param hits of these, those whose content no backend had to send for them
 * @param routes the same for each route, with the reasons
 */
public record CacheView(
    Memory memory,
    long entries,
    int tags,
    int fetches,
    long evictions,
    long purged,
    long requests,
    long hits,
    double hitRatio,
    List<Route> routes) {

  /**
   * Bytes.
   *
   * @param used what stored responses take, as it is weighed
   * @param limit what they may take
   * @param reserved what is taken from the system outside the heap
   */
  record Memory(long used, long limit, long reserved) {}

  /** What the cache did for one route. */
  record Route(String route, double hitRatio, CacheTally counts) {}

  /** The view of now. */
  public static CacheView of(SharedCache cache, List<CacheTally> tallies) {
    MemoryStore store = cache.store();
    long requests = tallies.stream().mapToLong(CacheTally::requests).sum();
    long hits = tallies.stream().mapToLong(CacheTally::hits).sum();
    return new CacheView(
        new Memory(store.weight(), store.most(), store.memory().reserved()),
        store.size(),
        store.tags(),
        cache.fetches(),
        store.evictions(),
        cache.purged(),
        requests,
        hits,
        requests == 0 ? 0 : (double) hits / requests,
        tallies.stream().map(each -> new Route(each.route(), each.hitRatio(), each)).toList());
  }
}
