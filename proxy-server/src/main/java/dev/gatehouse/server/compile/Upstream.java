package dev.gatehouse.server.compile;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.BackendTlsSettings;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.pool.Membership;
import dev.gatehouse.core.pool.NameResolver;
import dev.gatehouse.core.pool.Prober;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.connection.LoopPools;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it serves: which backend next, and the connections to them.
 *
 * @param pool the backends
 * @param connections the connections, by event loop
 * @param prober who finds out whether the backends work
 * @param terms what the connections are made by
 */
public record Upstream(BackendPool pool, LoopPools connections, Prober prober, Terms terms)
    implements Membership {
  /**
   * What connections are made by: where two pools' are equal, one can use the other's connections.
   *
   * @param connect how long to wait for a connection
   * @param secured whether TLS was loaded
   * @param concurrency by what requests are counted; backends for which they are counted anew
   *     cannot have the connections of those before
   */
  public record Terms(
      BackendProtocol protocol,
      ConnectionSettings connections,
      BackendTlsSettings tls,
      Duration connect,
      boolean secured,
      ConcurrencySettings concurrency) {}

  /** True if it has the connections of {@code other}. */
  public boolean connects(@Nullable Upstream other) {
    return other != null && connections == other.connections;
  }

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

  /**
   * Ends in favour of {@code next}, which has started: connections that it does not have close as
   * they become free. From any thread.
   */
  public void giveWay(Upstream next) {
    if (!connects(next)) {
      connections.close();
    }
  }
}
