package dev.gatehouse.cache.filter;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The fetches that are under way and not outdated, one for each key at most. Thread-safe. */
final class Flights {
  private final ConcurrentNavigableMap<String, Flight> all = new ConcurrentSkipListMap<>();
  private final AtomicLong changes = new AtomicLong();

  /** Registers {@code flight}; returns the one that is under way for {@code key} instead. */
  @Nullable Flight begin(String key, Flight flight) {
    return all.putIfAbsent(key, flight);
  }

  /** The one that is under way for {@code key}, if there is one. */
  @Nullable Flight find(String key) {
    return all.get(key);
  }

  /** The fetch is over, and what it brought is where it stays. */
  void end(String key, Flight flight) {
    all.remove(key, flight);
  }

  /**
   * None of those whose keys begin with {@code prefix} is to be stored, or to be found any more:
   * who asks from now on is not to get what may be older.
   */
  void outdate(String prefix) {
    changes.incrementAndGet();
    all.subMap(prefix, prefix + Character.MAX_VALUE)
        .forEach((key, flight) -> {
          flight.outdate();
          end(key, flight);
        });
  }

  /**
   * A number that grows whenever something is outdated: for who will begin one only once the answer
   * is there, and looks at this before he asks and after he has begun.
   */
  long changes() {
    return changes.get();
  }

  int size() {
    return all.size();
  }
}
