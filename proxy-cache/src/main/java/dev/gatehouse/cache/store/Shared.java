package dev.gatehouse.cache.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One instance of each of the values that occur most. Bounded: it is begun anew when there are too
 * many, and what it has given out stays as it is. Thread-safe.
 */
final class Shared<T> {
  private static final int MOST = 4096;

  private final ConcurrentMap<T, T> known = new ConcurrentHashMap<>();

  /** The instance that is equal to {@code value}. */
  @SuppressWarnings("unchecked") // what is equal to a value of these classes is of the same class
  <V extends T> V of(V value) {
    T same = known.get(value);
    if (same != null) {
      return (V) same;
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    T first = known.putIfAbsent(value, value);
    return first == null ? value : (V) first;
  }
}
