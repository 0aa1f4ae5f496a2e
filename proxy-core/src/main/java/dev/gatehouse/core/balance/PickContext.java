package dev.gatehouse.core.balance;

/** What a balancer may know of the exchange it picks for. Confined to the exchange's event loop. */
public interface PickContext<C extends Candidate> {
  /** True if the exchange was sent to {@code candidate} before: a retry goes elsewhere. */
  boolean tried(C candidate);

  /** True if the exchange was sent to some candidate before: it has had its turn. */
  default boolean again() {
    return false;
  }

  /**
   * The hash of what the pool hashes on, well spread over all 64 bits. Asked for by balancers that
   * hash, and by no other.
   */
  long hash();

  /** The present moment in the clock of the event loops. Asked for by balancers that weigh time. */
  long now();
}
