package dev.gatehouse.cache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that may have responses on disk, in order, and their tags: so that a purge finds them
 * without a look at others. May name keys that have none any more, never leaves one out.
 * Thread-safe.
 */
final class DiskKeys {
  private final ConcurrentNavigableMap<String, List<String>> tagsOf = new ConcurrentSkipListMap<>();
  private final TagIndex keysOf = new TagIndex();

  void add(String key, List<String> tags) {
    tagsOf.merge(key, tags, DiskKeys::both);
    tags.forEach(tag -> keysOf.add(key, tag));
  }

  private static List<String> both(List<String> some, List<String> others) {
    if (some.containsAll(others)) {
      return some;
    }
    List<String> all = new ArrayList<>(some);
    others.stream().filter(tag -> !some.contains(tag)).forEach(all::add);
    return List.copyOf(all);
  }

  /** Forgets {@code key}; returns its tags; null: it was unknown. */
  @Nullable List<String> remove(String key) {
    List<String> tags = tagsOf.remove(key);
    if (tags != null) {
      tags.forEach(tag -> keysOf.remove(key, tag));
    }
    return tags;
  }

  /** Those that begin with {@code prefix}, in order. */
  Iterable<String> with(String prefix) {
    return tagsOf.subMap(prefix, prefix + Character.MAX_VALUE).keySet();
  }

  /** Those with {@code tag}. */
  Iterable<String> tagged(String tag) {
    return keysOf.keys(tag);
  }
}
