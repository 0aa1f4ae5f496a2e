package dev.gatehouse.cache.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Which keys have entries, and where those are: for each key its variants, the newest first. Every
 * entry that is not in here does not exist, whatever the files say.
 *
 * <p>Threading: any thread may look, and remove; one thread adds and replaces. What happens to one
 * key happens under its bin's lock.
 */
final class Index {
  /** Variants that one key may have; of more the oldest go. */
  static final int MOST_VARIANTS = 64;

  private final ConcurrentHashMap<String, Place[]> places = new ConcurrentHashMap<>();
  private final AtomicInteger entries = new AtomicInteger();
  private final AtomicLong units = new AtomicLong();

  /** Whether {@code key} has any. Never waits. */
  boolean has(String key) {
    return places.containsKey(key);
  }

  /** The places of {@code key}; not to be changed. */
  Place[] of(String key) {
    return places.getOrDefault(key, Place.none());
  }

  /** How many entries there are, each variant for itself. */
  int entries() {
    return entries.get();
  }

  /** What they take of the heap, in units of {@link Bounds#ENTRY_COST}: long keys take several. */
  long units() {
    return units.get();
  }

  private void count(String key, int more) {
    entries.addAndGet(more);
    units.addAndGet((long) more * (1 + key.length() / Bounds.ENTRY_COST));
  }

  Set<String> keys() {
    return places.keySet();
  }

  /** Whether {@code place} is still what {@code key} has. */
  boolean has(String key, Place place) {
    return Arrays.asList(of(key)).contains(place);
  }

  /**
   * Makes {@code place} the newest of {@code key}, in the place of the same variant.
   *
   * @param unless is asked when nobody else can change what {@code key} has
   * @return what must go from the files: what it replaces, a variant too many, or itself
   */
  List<Place> add(String key, Place place, BooleanSupplier unless) {
    List<Place> surplus = new ArrayList<>(1);
    places.compute(
        key,
        (_, old) -> {
          if (unless.getAsBoolean()) {
            surplus.add(place);
            return old;
          }
          List<Place> all = new ArrayList<>();
          all.add(place);
          for (Place each : old == null ? Place.none() : old) {
            boolean stays = each.variant != place.variant && all.size() < MOST_VARIANTS;
            (stays ? all : surplus).add(each);
          }
          count(key, all.size() - (old == null ? 0 : old.length));
          return all.toArray(Place.none());
        });
    return surplus;
  }

  /** Puts {@code moved} in the place of {@code old}; false: that is gone. */
  boolean replace(String key, Place old, Place moved) {
    Place[] now =
        places.computeIfPresent(
            key,
            (_, all) -> {
              int at = Arrays.asList(all).indexOf(old);
              if (at < 0) {
                return all;
              }
              Place[] copy = all.clone();
              copy[at] = moved;
              return copy;
            });
    return now != null && Arrays.asList(now).contains(moved);
  }

  /** Removes the one entry; false: it was gone. */
  boolean remove(String key, Place place) {
    return !removeIf(key, each -> each == place).isEmpty();
  }

  /** Removes the one variant. */
  List<Place> remove(String key, long variant) {
    return removeIf(key, each -> each.variant == variant);
  }

  private List<Place> removeIf(String key, Predicate<Place> goes) {
    List<Place> gone = new ArrayList<>(1);
    places.computeIfPresent(
        key,
        (_, all) -> {
          List<Place> left = new ArrayList<>(all.length);
          for (Place each : all) {
            (goes.test(each) ? gone : left).add(each);
          }
          count(key, -gone.size());
          return left.isEmpty() ? null : left.toArray(Place.none());
        });
    return gone;
  }

  /** Removes all entries of {@code key}. */
  Place[] removeAll(String key) {
    Place[] gone = places.remove(key);
    if (gone == null) {
      return Place.none();
    }
    count(key, -gone.length);
    return gone;
  }

  /** Removes everything. */
  void clear() {
    for (String key : places.keySet()) {
      removeAll(key);
    }
  }
}
