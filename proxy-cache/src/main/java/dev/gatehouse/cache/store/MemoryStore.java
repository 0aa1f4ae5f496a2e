package dev.gatehouse.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.gatehouse.cache.key.CacheKey;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The responses in memory, by key, weighed in bytes; what is worth least goes first (W-TinyLFU).
 *
 * <p>Thread-safe. What is evicted is released on the thread that made room.
 */
public final class MemoryStore implements AutoCloseable {
  private static final int CHARACTER_COST = 1;

  private final Cache<String, Variants> entries;
  private final ConcurrentNavigableMap<String, Boolean> keys = new ConcurrentSkipListMap<>();
  private final TagIndex tags = new TagIndex();
  private final CacheMemory memory = new CacheMemory();
  private final LongAdder evictions = new LongAdder();
  private volatile @Nullable DiskTier disk;

  /**
   * @param most bytes of header sections, content, keys and what they cost beside; 0: nothing stays
   */
  public MemoryStore(long most) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(most)
            .weigher(MemoryStore::weigh)
            .executor(Runnable::run)
            .removalListener(this::removed)
            .build();
  }

  private static int weigh(String key, Variants variants) {
    return key.length() * CHARACTER_COST + variants.weight();
  }

  private void removed(@Nullable String key, @Nullable Variants variants, RemovalCause cause) {
    if (cause.wasEvicted()) {
      evictions.increment();
    }
    if (key != null && variants != null) {
      if (cause != RemovalCause.REPLACED) {
        settle(key);
      }
      variants.all().forEach(each -> settle(key, each.terms().tags()));
    }
    if (variants != null) {
      variants.release();
    }
  }

  /** Has everything that is stored go to {@code tier} as well, and be looked for there. */
  void follow(DiskTier tier) {
    disk = tier;
  }

  /** The second tier; null: none. */
  public @Nullable DiskTier disk() {
    return disk;
  }

  /**
   * The tier that {@code key} goes to as well; null: none. Parts are looked for in memory only:
   * they grow, and would be written anew each time.
   */
  private @Nullable DiskTier tier(String key) {
    return CacheKey.isPart(key) ? null : disk;
  }

  /** Where the memory for what is to be stored comes from. */
  public CacheMemory memory() {
    return memory;
  }

  /** What is stored under {@code key}; counts as use. */
  public @Nullable Variants find(String key) {
    return entries.getIfPresent(key);
  }

  /** What is stored under {@code key}; does not count as use. */
  public @Nullable Variants peek(String key) {
    return entries.policy().getIfPresentQuietly(key);
  }

  /** Stores a response, whose use it takes over, in place of those that it answers for. */
  public void put(String key, Stored stored) {
    DiskTier tier = tier(key);
    if (tier != null) {
      tier.put(key, stored);
    }
    entries
        .asMap()
        .compute(key, (same, known) -> known == null ? Variants.of(stored) : known.with(stored));
    settle(key);
    settle(key, stored.terms().tags());
  }

  /**
   * Has the index say what is true of {@code key}. Whoever changes an entry calls it afterwards,
   * and looks again: of several at once, the last one to write has seen the last change.
   */
  private void settle(String key) {
    boolean present;
    do {
      present = peek(key) != null;
      if (present) {
        keys.put(key, Boolean.TRUE);
      } else {
        keys.remove(key);
      }
    } while (present != (peek(key) != null));
  }

  /** The same for some of its tags. */
  private void settle(String key, List<String> some) {
    for (int i = 0; i < some.size(); i++) {
      String tag = some.get(i);
      boolean present;
      do {
        present = hasTag(key, tag);
        if (present) {
          tags.add(key, tag);
        } else {
          tags.remove(key, tag);
        }
      } while (present != hasTag(key, tag));
    }
  }

  private boolean hasTag(String key, String tag) {
    Variants known = peek(key);
    for (Stored each : known == null ? List.<Stored>of() : known.all()) {
      if (each.terms().tags().contains(tag)) {
        return true;
      }
    }
    return false;
  }

  /** Keeps what was found on disk, whose uses it takes over; what is here already is newer. */
  void promote(String key, List<Stored> found) {
    Variants older = Variants.of(found);
    boolean[] alone = new boolean[1];
    entries
        .asMap()
        .compute(
            key,
            (same, known) -> {
              alone[0] = known == null;
              return known == null ? older : known.over(found);
            });
    if (!alone[0]) {
      older.release();
    }
    settle(key);
    found.forEach(each -> settle(key, each.terms().tags()));
  }

  /** Gives up what was {@linkplain #promote promoted}; what the disk has by now stays there. */
  void demote(String key, List<Stored> promoted) {
    removeHere(key, promoted::contains);
  }

  /** Removes those under {@code key} that {@code gone} accepts; returns how many. */
  public int remove(String key, Predicate<Stored> gone) {
    int count = removeHere(key, gone);
    DiskTier tier = tier(key);
    if (tier != null && (count > 0 || peek(key) == null)) {
      tier.remove(key);
      removeHere(key, gone); // what came from the disk meanwhile
      tier.putAll(key, peek(key));
    }
    return count;
  }

  private int removeHere(String key, Predicate<Stored> gone) {
    int[] count = new int[1];
    entries
        .asMap()
        .computeIfPresent(
            key,
            (same, known) ->
                known.only(each -> {
                  boolean goes = gone.test(each);
                  count[0] += goes ? 1 : 0;
                  return !goes;
                }));
    return count[0];
  }

  /** Gives those under {@code key} that {@code which} accepts other terms; returns how many. */
  public int renew(String key, Predicate<Stored> which, UnaryOperator<Terms> renewed) {
    Variants known = peek(key);
    int count = 0;
    for (Stored each : known == null ? List.<Stored>of() : known.all()) {
      if (which.test(each) && each.tryRetain()) {
        put(key, each.with(renewed.apply(each.terms()), each.headers(), memory));
        each.release();
        count++;
      }
    }
    return count;
  }

  /** The keys that begin with {@code prefix}, in order; found without looking at others. */
  public Iterable<String> keys(String prefix) {
    return keys.subMap(prefix, prefix + Character.MAX_VALUE).keySet();
  }

  /** The keys that have responses with {@code tag}; found without looking at others. */
  public Iterable<String> tagged(String tag) {
    return tags.keys(tag);
  }

  /** How many tags there are. */
  public int tags() {
    return tags.size();
  }

  /** How many keys there are. */
  public long size() {
    return entries.estimatedSize();
  }

  /** The bytes that are in use, as they are weighed. */
  public long weight() {
    return entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** The most bytes that may be in use. */
  public long most() {
    return entries.policy().eviction().orElseThrow().getMaximum();
  }

  /** Sets the most bytes that may be in use; what does not fit any more goes at once. */
  public void most(long bytes) {
    entries.policy().eviction().orElseThrow().setMaximum(bytes);
  }

  /** How many keys had to go to make room. */
  public long evictions() {
    return evictions.sum();
  }

  /** Releases everything. */
  @Override
  public void close() {
    entries.invalidateAll();
    entries.cleanUp();
  }
}
