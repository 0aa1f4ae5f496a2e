package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** How a pool chooses among its backends. */
@Doc(
    "How a backend is chosen: the less busy of two picked at random (least-request), the one of two"
        + " that should answer sooner (least-time), each in turn, at random, or by a hash of the"
        + " request (ring-hash, maglev; they need hash-on).")
public enum BalancerChoice implements Choice {
  LEAST_REQUEST,
  ROUND_ROBIN,
  RANDOM,
  LEAST_TIME,
  RING_HASH,
  MAGLEV;

  /** True if it needs to know what to hash. */
  public boolean hashes() {
    return this == RING_HASH || this == MAGLEV;
  }
}
