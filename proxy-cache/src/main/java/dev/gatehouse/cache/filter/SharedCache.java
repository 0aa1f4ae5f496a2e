package dev.gatehouse.cache.filter;

import com.github.benmanes.caffeine.cache.Cache;
import dev.gatehouse.cache.CacheSettings;
import dev.gatehouse.cache.disk.DiskSettings;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.key.PurgeScope;
import dev.gatehouse.cache.store.DiskTier;
import dev.gatehouse.cache.store.MemoryStore;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.cache.store.Variants;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.settings.ByteSize;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all routes with a cache share, and what outlives configurations: the store, the fetches that
 * are under way, and the memory of what could not be stored. Thread-safe.
 */
public final class SharedCache implements AutoCloseable {
  /** Bytes of the heap for {@link #passes}. */
  private static final long MOST_PASSES = ByteSize.ofMiB(16).bytes();

  private final MemoryStore store;
  private final Flights flights = new Flights();
  private final Decisions decisions = new Decisions();
  private final MemoryBudget budget;

  /** Keys whose last response could not be stored, and until when that counts. */
  private final Cache<String, Long> passes = Decisions.bounded(MOST_PASSES);

  private final @Nullable DiskTier disk;
  private final LongAdder purged = new LongAdder();
  private volatile long maxObject;

  /**
   * @param budget what content that is on its way into the store may take, with others
   */
  public SharedCache(CacheSettings settings, MemoryBudget budget) {
    this.store = new MemoryStore(settings.memory().bytes());
    this.maxObject = settings.maxObject().bytes();
    this.budget = budget;
    DiskSettings second = settings.disk();
    this.disk = second == null ? null : DiskTier.open(second, store);
  }

  /** Goes on by other settings. */
  public void change(CacheSettings settings) {
    maxObject = settings.maxObject().bytes();
    store.most(settings.memory().bytes());
  }

  public MemoryStore store() {
    return store;
  }

  Flights flights() {
    return flights;
  }

  Decisions decisions() {
    return decisions;
  }

  /** How many fetches are under way. */
  public int fetches() {
    return flights.size();
  }

  /** What is known of the keys that begin with {@code prefix}; does not count as use. */
  public Inspected inspect(String prefix) {
    List<Inspected.Entry> entries = new ArrayList<>();
    for (String key : store.keys(prefix)) {
      Variants known = store.peek(key);
      for (Stored each : known == null ? List.<Stored>of() : known.all()) {
        if (each.tryRetain()) {
          entries.add(Inspected.Entry.of(key, each));
          each.release();
        }
      }
    }
    List<Inspected.OnDisk> onDisk = new ArrayList<>();
    if (disk != null) {
      for (String key : disk.keys(prefix)) {
        if (disk.hasMoreThan(store.peek(key), key)) {
          onDisk.add(new Inspected.OnDisk(key, disk.count(key), disk.bytes(key)));
        }
      }
    }
    return new Inspected(entries, onDisk, decisions.below(prefix));
  }

  MemoryBudget budget() {
    return budget;
  }

  /** The longest content that is stored. */
  long maxObject() {
    return maxObject;
  }

  /** Remembers until {@code end} that what {@code key} gets is not stored. */
  void passUntil(String key, long end) {
    passes.put(key, end);
  }

  /** True if what {@code key} got was not stored a moment ago. */
  boolean passes(String key, long now) {
    Long end = passes.getIfPresent(key);
    if (end != null && end - now <= 0) {
      passes.invalidate(key);
      return false;
    }
    return end != null;
  }

  /** Forgets that {@code key} could not be stored. */
  void passNoMore(String key) {
    passes.invalidate(key);
  }

  /**
   * Removes what is stored for {@code url} by any route, and keeps what is being fetched for it
   * from being stored (RFC 9111 §4.4).
   */
  public void invalidate(String url) {
    String prefix = CacheKey.prefix(url);
    flights.outdate(prefix); // first: what they store from now on, they remove themselves
    for (String key : store.keys(prefix)) {
      store.remove(key, stored -> true);
    }
    if (disk != null) {
      disk.outdate(prefix);
      disk.keys(prefix).forEach(key -> store.remove(key, stored -> true));
    }
  }

  /**
   * Purges what {@code scope} means: removes it, marks it stale, or only counts it. What is being
   * fetched for it meanwhile is not stored, and may be older than the purge. Where there is a disk,
   * waits until it has the purge as well: not for an event loop.
   *
   * @param now milliseconds since 1970
   */
  public PurgeCount purge(PurgeScope scope, PurgeMode mode, long now) {
    PurgeCount.Counting count = new PurgeCount.Counting();
    if (disk != null && mode != PurgeMode.COUNT) {
      switch (scope) {
        case PurgeScope.Keys(List<String> prefixes) -> prefixes.forEach(disk::outdate);
        case PurgeScope.Tag _ -> disk.outdate("");
      }
    }
    switch (scope) {
      case PurgeScope.Keys(List<String> prefixes) -> {
        for (String prefix : prefixes) {
          if (mode != PurgeMode.COUNT) {
            flights.outdate(prefix);
            passes.asMap().keySet().removeIf(key -> key.startsWith(prefix));
          }
          purge(
              store.keys(prefix),
              disk == null ? List.of() : disk.keys(prefix),
              terms -> true,
              mode,
              now,
              count);
        }
      }
      case PurgeScope.Tag(String tag) -> {
        if (mode != PurgeMode.COUNT) {
          flights.outdate(""); // nobody knows the tags of what has not come yet
        }
        purge(
            store.tagged(tag),
            disk == null ? List.of() : disk.tagged(tag),
            terms -> terms.tags().contains(tag),
            mode,
            now,
            count);
      }
    }
    PurgeCount sum = count.sum();
    if (mode != PurgeMode.COUNT) {
      purged.add(sum.responses());
      if (disk != null) {
        disk.awaitDurable();
      }
    }
    return sum;
  }

  private void purge(
      Iterable<String> inMemory,
      Iterable<String> onDisk,
      Predicate<Terms> which,
      PurgeMode mode,
      long now,
      PurgeCount.Counting count) {
    Set<String> done = new HashSet<>();
    for (String key : inMemory) {
      purge(key, which, mode, now, count);
      done.add(key);
    }
    if (disk != null) {
      for (String key : onDisk) {
        purge(disk, key, which, mode, now, count, done.contains(key));
      }
    }
  }

  private void purge(
      String key, Predicate<Terms> which, PurgeMode mode, long now, PurgeCount.Counting count) {
    Predicate<Stored> counted = stored -> which.test(stored.terms()) && count.add(stored.weight());
    switch (mode) {
      case REMOVE -> store.remove(key, counted);
      case MARK_STALE -> store.renew(key, counted, terms -> terms.stale(now));
      case COUNT -> {
        Variants known = store.peek(key);
        if (known != null) {
          known.all().stream()
              .filter(each -> which.test(each.terms()))
              .forEach(each -> count.add(each.weight()));
        }
      }
    }
  }

  /**
   * What is left of {@code key} once what memory had of it was purged. It may have come to memory
   * or gone from there meanwhile, so that both are asked again. Of a tag whole keys go.
   *
   * @param done whether memory had it before
   */
  private void purge(
      DiskTier tier,
      String key,
      Predicate<Terms> which,
      PurgeMode mode,
      long now,
      PurgeCount.Counting count,
      boolean done) {
    Variants known = store.peek(key);
    boolean more = tier.hasMoreThan(known, key);
    if (known == null) {
      count.add(tier.count(key), tier.bytes(key));
    } else if (!done) {
      purge(key, which, mode, now, count);
    }
    boolean waits = known == null && tier.count(key) == 0;
    if (mode == PurgeMode.REMOVE || (mode == PurgeMode.MARK_STALE && waits)) {
      store.remove(key, stored -> more || which.test(stored.terms()));
    } else if (mode == PurgeMode.MARK_STALE && more) {
      Variants before = store.peek(key);
      tier.renew(key, which, terms -> terms.stale(now));
      if (store.peek(key) != before) { // it may have come from the disk as it was
        store.renew(key, stored -> which.test(stored.terms()), terms -> terms.stale(now));
      }
    }
  }

  /** How many stored responses purges have found. */
  public long purged() {
    return purged.sum();
  }

  /** Gives all memory back. */
  @Override
  public void close() {
    store.close();
    if (disk != null) {
      disk.close();
    }
  }
}
