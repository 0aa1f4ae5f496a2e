package dev.gatehouse.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of turns that candidates fill by their own preferences, each as often as its weight says,
 * in which a request's hash is looked up at once (Eisenbud et al., "Maglev: A Fast and Reliable
 * Software Network Load Balancer", §3.4): shares more even than those of a ring, look-ups cheaper,
 * and slightly more than the necessary moves when the set changes.
 */
public final class Maglev<C extends Candidate> implements Balancer<C> {
  /** Prime, as every candidate's preferences must reach every turn. */
  private static final int TURNS = 65_537;

  /** For sets in which a candidate would have fewer than a hundred turns of the smaller table. */
  private static final int MANY_TURNS = 655_373;

  private static final int FEW = TURNS / 100;

  private final Weighted<C> shares;
  private final int[] table;

  public Maglev(List<Share<C>> shares) {
    this.shares = new Weighted<>(shares);
    this.table = shares.isEmpty() ? new int[0] : fill(shares.size() > FEW ? MANY_TURNS : TURNS);
  }

  private int[] fill(int turns) {
    int size = shares.size();
    long[] next = new long[size];
    long[] step = new long[size];
    double[] credit = new double[size];
    double heaviest = 0;
    for (int i = 0; i < size; i++) {
      long hash = Hashes.of(shares.candidate(i).key());
      next[i] = Long.remainderUnsigned(Hashes.derive(hash, 0), turns);
      step[i] = Long.remainderUnsigned(Hashes.derive(hash, 1), turns - 1) + 1;
      heaviest = Math.max(heaviest, shares.weight(i));
    }
    int[] table = new int[turns];
    java.util.Arrays.fill(table, -1);
    for (int filled = 0; filled < turns; ) {
      for (int i = 0; i < size && filled < turns; i++) {
        credit[i] += shares.weight(i) / heaviest;
        if (credit[i] >= 1 - 1e-9) {
          credit[i] -= 1;
          while (table[(int) next[i]] >= 0) {
            next[i] = (next[i] + step[i]) % turns;
          }
          table[(int) next[i]] = i;
          filled++;
        }
      }
    }
    return table;
  }

  @Override
  public @Nullable C pick(PickContext<C> context) {
    if (table.length == 0) {
      return null;
    }
    long hash = context.hash();
    for (int attempt = 0; attempt < 2 * shares.size(); attempt++) {
      C candidate = shares.candidate(table[(int) Long.remainderUnsigned(hash, table.length)]);
      if (!context.tried(candidate)) {
        return candidate;
      }
      hash = Hashes.derive(hash, attempt); // always the same second choice for the same key
    }
    for (int i = 0; i < shares.size(); i++) {
      if (!context.tried(shares.candidate(i))) {
        return shares.candidate(i);
      }
    }
    return null;
  }
}
