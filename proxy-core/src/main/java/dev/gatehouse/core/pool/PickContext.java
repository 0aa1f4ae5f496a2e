package dev.gatehouse.core.pool;

/** What a balancer may know of the exchange it picks for. Confined to the exchange's event loop. */
public interface PickContext {
  /** An exchange that was sent nowhere yet. */
  PickContext FIRST = backend -> false;

  /** True if the exchange was sent to {@code backend} before: a retry goes elsewhere. */
  boolean tried(Backend backend);
}
