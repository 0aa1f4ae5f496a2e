package dev.gatehouse.cache.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The keys that have responses with a tag, by tag: so that a purge looks at nothing else.
 * Thread-safe; a tag without keys takes no memory.
 */
final class TagIndex {
  private final ConcurrentMap<String, Set<String>> keys = new ConcurrentHashMap<>();

  void add(String key, String tag) {
    keys.compute(
        tag,
        (same, known) -> {
          Set<String> set = known == null ? ConcurrentHashMap.newKeySet(1) : known;
          set.add(key);
          return set;
        });
  }

  void remove(String key, String tag) {
    keys.computeIfPresent(
        tag,
        (same, known) -> {
          known.remove(key);
          return known.isEmpty() ? null : known;
        });
  }

  /** The keys of {@code tag}; those that come or go meanwhile may be among them or not. */
  Iterable<String> keys(String tag) {
    return keys.getOrDefault(tag, Set.of());
  }

  /** How many tags there are. */
  int size() {
    return keys.size();
  }
}
