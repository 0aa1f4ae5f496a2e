package dev.gatehouse.core.balance;

/**
 * Hashes that are the same in every process: requests with the same key meet the same backend
 * behind every instance and after every restart. Not for tables that an attacker fills. Pure
 * functions.
 */
public final class Hashes {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hashes() {}

  /** The hash of {@code text}, spread over all 64 bits. */
  public static long of(CharSequence text) {
    long hash = FNV_START;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** The {@code index}-th hash of what has the hash {@code hash}. */
  static long derive(long hash, int index) {
    return mix(hash + (index + 1) * 0x9e3779b97f4a7c15L);
  }

  /** Spreads what differs in few bits over all of them (the finisher of MurmurHash3). */
  public static long mix(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
