package dev.gatehouse.server.compile;

import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.Membership;
import dev.gatehouse.core.pool.NameResolver;
import dev.gatehouse.core.pool.Prober;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.connection.LoopPools;
import io.netty.util.concurrent.Future;

/**
 * A pool as it serves: which backend next, and the connections to them.
 *
 * @param pool the backends
 * @param connections the connections, by event loop
 * @param prober who finds out whether the backends work
 */
public record Upstream(BackendPool pool, LoopPools connections, Prober prober)
    implements Membership {
  /**
   * Begins to follow names and services and to watch over health, and opens the connections that
   * are to be warm. From any thread.
   *
   * @return done once every name was looked up, with success or not
   */
  public Future<?> start(NameResolver resolver) {
    return pool.start(resolver, prober, Clock.SYSTEM, this);
  }

  @Override
  public void joined(Backend backend) {
    connections.warmUp(backend);
  }

  @Override
  public void left(Backend backend) {
    connections.close(backend);
  }

  /** Stops to follow names, and closes connections as they become free. From any thread. */
  public void stop(NameResolver resolver) {
    resolver.executor().execute(pool::stop);
    connections.close();
  }
}
