package dev.gatehouse.server.compile;

import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.NameResolver;
import dev.gatehouse.core.transport.connection.LoopPools;

/**
 * A pool as it serves: which backend next, and the connections to them.
 *
 * @param pool the backends
 * @param connections the connections, by event loop
 */
public record Upstream(BackendPool pool, LoopPools connections) {
  /** Begins to follow names, and opens the connections that are to be warm. From any thread. */
  public void start(NameResolver resolver) {
    pool.start(resolver).addListener(looked -> pool.backends().forEach(connections::warmUp));
  }

  /** Stops to follow names, and closes connections as they become free. From any thread. */
  public void stop(NameResolver resolver) {
    resolver.executor().execute(pool::stop);
    connections.close();
  }
}
