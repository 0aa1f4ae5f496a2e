package dev.gatehouse.core.balance;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ring on which every candidate stands at many places, and a request meets the one that stands
 * next to its hash (Karger et al.); with bounded load (Mirrokni et al.): one that has more than 5/4
 * of its fair share of the requests under way is passed over for the next on the ring.
 *
 * <p>When one of n leaves, only its requests move.
 */
public final class RingHash<C extends Candidate> implements Balancer<C> {
  /** Places per candidate of average weight: the shares differ by some 8 % at that. */
  private static final int PLACES = 160;

  private static final int MOST_PLACES = 1 << 20;

  /** How far above its fair share a candidate may be, in quarters. */
  private static final int BOUND_QUARTERS = 5;

  /** The low bits of a place say whose it is; the others where. */
  private static final int INDEX_BITS = 16;

  /** As many candidates as there may be. */
  public static final int MOST_CANDIDATES = 1 << INDEX_BITS;

  private static final long INDEX_MASK = MOST_CANDIDATES - 1;

  private final Weighted<C> shares;
  private final long[] ring;

  public RingHash(List<Share<C>> shares) {
    if (shares.size() > MOST_CANDIDATES) {
      throw new IllegalArgumentException(
          "candidates: " + shares.size() + " (expected: at most " + MOST_CANDIDATES + ")");
    }
    this.shares = new Weighted<>(shares);
    this.ring = ring();
  }

  private long[] ring() {
    int size = shares.size();
    long wanted = Math.min(MOST_PLACES, (long) size * PLACES);
    int[] places = new int[size];
    int sum = 0;
    for (int i = 0; i < size; i++) {
      places[i] = (int) Math.max(1, wanted * shares.weight(i) / shares.total());
      sum += places[i];
    }
    long[] ring = new long[sum];
    int at = 0;
    for (int i = 0; i < size; i++) {
      long hash = Hashes.of(shares.candidate(i).key());
      for (int place = 0; place < places[i]; place++) {
        ring[at++] = (Hashes.derive(hash, place) & ~INDEX_MASK) | i;
      }
    }
    Arrays.sort(ring);
    return ring;
  }

  @Override
  public @Nullable C pick(PickContext<C> context) {
    if (ring.length == 0) {
      return null;
    }
    int start = Arrays.binarySearch(ring, context.hash() & ~INDEX_MASK);
    start = start < 0 ? -start - 1 : start;
    long load = -1;
    C fallback = null;
    for (int i = 0; i < ring.length; i++) {
      int at = start + i;
      int index = (int) (ring[at % ring.length] & INDEX_MASK);
      C candidate = shares.candidate(index);
      if (context.tried(candidate)) {
        continue;
      }
      if (candidate.active() == 0) {
        return candidate;
      }
      load = load < 0 ? load() : load;
      if (isWithinBound(candidate.active(), shares.weight(index), load)) {
        return candidate;
      }
      fallback = fallback == null ? candidate : fallback;
    }
    return fallback;
  }

  private long load() {
    long load = 0;
    for (int i = 0; i < shares.size(); i++) {
      load += shares.candidate(i).active();
    }
    return load;
  }

  /** With the new request it has at most 5/4, rounded up, of what its weight entitles it to. */
  private boolean isWithinBound(int active, int weight, long load) {
    long entitled = BOUND_QUARTERS * (load + 1) * weight;
    long whole = 4L * shares.total();
    return active + 1 <= (entitled + whole - 1) / whole;
  }
}
