package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.pool.Backend;

/**
 * The way to the connection pools: each event loop has its own, and no other thread is involved.
 * Shared; every call is made on the event loop given.
 */
public interface Upstreams {
  /**
   * Gets {@code listener} a stream to {@code backend}: an idle connection's at once, or that of one
   * which becomes free or is opened; or tells it {@code failed}.
   *
   * @param choice what will do
   */
  void acquire(LoopScope loop, Backend backend, UpstreamListener listener, UpstreamChoice choice);

  /**
   * {@code listener} no longer waits for a stream to {@code backend}. Harmless if it does not wait.
   */
  void abandon(LoopScope loop, Backend backend, UpstreamListener listener);
}
