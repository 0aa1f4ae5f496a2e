package dev.gatehouse.cache.store;

import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The responses that are stored under one key, the latest first. Immutable; a user of each of them
 * from its making until {@link #release}.
 */
public final class Variants {
  /** More answers to one URL than this are not variants, but one answer per client. */
  private static final int MOST = 64;

  /** What several may weigh together, so that their weight and their key's is still an int. */
  private static final int MOST_WEIGHT = Integer.MAX_VALUE - (1 << 28);

  private final Stored first;

  /** All of them; null if there is but one, as mostly: a list would cost it more than this. */
  private final @Nullable List<Stored> several;

  private Variants(List<Stored> all) {
    this.first = all.getFirst();
    this.several = all.size() == 1 ? null : List.copyOf(all);
  }

  /** Of one response, whose use it takes over. */
  static Variants of(Stored stored) {
    return new Variants(List.of(stored));
  }

  /** All of them, the latest first; to be retained before use. */
  public List<Stored> all() {
    return several == null ? List.of(first) : several;
  }

  /**
   * The one that answers {@code request}, of several the latest (RFC 9111 §4.1); null if none does.
   * To be retained before use.
   */
  public @Nullable Stored select(Headers request) {
    if (several == null) {
      return first.terms().suits(request) ? first : null;
    }
    for (Stored each : several) {
      if (each.terms().suits(request)) {
        return each;
      }
    }
    return null;
  }

  /** These and {@code added}, whose use it takes over, in place of those it answers for. */
  Variants with(Stored added) {
    List<Stored> next = new ArrayList<>(all().size() + 1);
    next.add(added);
    for (Stored each : all()) {
      boolean stays = isRoom(next, each) && !each.terms().suitsTheSame(added.terms());
      if (stays && each.tryRetain()) {
        next.add(each);
      }
    }
    return new Variants(next);
  }

  /** Of several, the latest first, whose use it takes over; of too many the oldest go. */
  static Variants of(List<Stored> several) {
    List<Stored> next = new ArrayList<>(several.size());
    for (Stored each : several) {
      if (isRoom(next, each)) {
        next.add(each);
      } else {
        each.release();
      }
    }
    return new Variants(next);
  }

  private static boolean isRoom(List<Stored> known, Stored another) {
    long weight = another.weight();
    for (Stored each : known) {
      weight += each.weight();
    }
    return known.isEmpty() || (known.size() < MOST && weight <= MOST_WEIGHT);
  }

  /** These, and behind them those of {@code older} that they do not answer for. */
  Variants over(List<Stored> older) {
    List<Stored> next = new ArrayList<>(all().size() + older.size());
    for (Stored each : all()) {
      if (each.tryRetain()) {
        next.add(each);
      }
    }
    for (Stored each : older) {
      boolean stays =
          isRoom(next, each)
              && all().stream().noneMatch(newer -> newer.terms().suitsTheSame(each.terms()));
      if (stays && each.tryRetain()) {
        next.add(each);
      }
    }
    return new Variants(next);
  }

  /** Those that {@code stays} accepts; null if that is none. */
  @Nullable Variants only(Predicate<Stored> stays) {
    List<Stored> next = new ArrayList<>(all().size());
    for (Stored each : all()) {
      if (stays.test(each) && each.tryRetain()) {
        next.add(each);
      }
    }
    return next.isEmpty() ? null : new Variants(next);
  }

  int weight() {
    int weight = 0;
    for (Stored each : all()) {
      weight += each.weight();
    }
    return weight;
  }

  /** Gives up the use of all of them. */
  void release() {
    for (Stored each : all()) {
      each.release();
    }
  }
}
