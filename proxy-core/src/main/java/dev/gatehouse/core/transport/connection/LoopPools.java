package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.forward.UpstreamChoice;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.Upstreams;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.transport.Loop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The connection pools of one backend pool: one for each backend and event loop, made when first
 * used, or at start for those that are to be kept warm.
 *
 * <p>Shared by all event loops; the pools in it are each confined to theirs.
 */
public final class LoopPools implements Upstreams {
  private final String name;
  private final List<Loop> loops;
  private final ConnectionOpener dialer;
  private volatile boolean closed;
  private final List<Map<Backend, BackendConnections>> pools;

  /**
   * @param name the pool's name in the configuration
   */
  public LoopPools(String name, List<Loop> loops, Dialer dialer) {
    this(name, loops, (ConnectionOpener) dialer);
  }

  LoopPools(String name, List<Loop> loops, ConnectionOpener dialer) {
    this.name = name;
    this.loops = List.copyOf(loops);
    this.dialer = dialer;
    this.pools =
        loops.stream()
            .<Map<Backend, BackendConnections>>map(loop -> new ConcurrentHashMap<>())
            .toList();
  }

  @Override
  public void acquire(
      LoopScope loop, Backend backend, UpstreamListener listener, UpstreamChoice choice) {
    BackendConnections connections = of(loop.index(), backend);
    connections.acquire(listener, choice);
    if (closed || backend.retired()) {
      connections.close();
    }
  }

  @Override
  public void abandon(LoopScope loop, Backend backend, UpstreamListener listener) {
    BackendConnections connections = pools.get(loop.index()).get(backend);
    if (connections != null) {
      connections.abandon(listener);
    }
  }

  /** Opens the warm connections to {@code backend}; from any thread. */
  public void warmUp(Backend backend) {
    if (dialer.settings().warm() > 0) {
      onEachLoop(loop -> of(loop.index(), backend).warmUp());
    }
  }

  /** Closes the connections to {@code backend} as they become free; from any thread. */
  public void close(Backend backend) {
    onEachLoop(loop -> {
      BackendConnections connections = pools.get(loop.index()).get(backend);
      if (connections != null) {
        connections.close();
      }
    });
  }

  /**
   * Closes all connections as they become free; from any thread. Requests that began before are
   * still served.
   */
  public void close() {
    closed = true;
    onEachLoop(loop -> pools.get(loop.index()).values().forEach(BackendConnections::close));
  }

  /** Hands the numbers of every pool to {@code reader}; from any thread. */
  public void stats(Consumer<PoolStats> reader) {
    pools.forEach(own -> own.values().forEach(each -> reader.accept(each.stats())));
  }

  private void onEachLoop(Consumer<Loop> task) {
    loops.forEach(loop -> loop.executor().execute(() -> task.accept(loop)));
  }

  private BackendConnections of(int index, Backend backend) {
    Map<Backend, BackendConnections> own = pools.get(index);
    BackendConnections known = own.get(backend);
    return known == null ? open(index, own, backend) : known;
  }

  private BackendConnections open(
      int index, Map<Backend, BackendConnections> own, Backend backend) {
    BackendConnections opened =
        new BackendConnections(
            loops.get(index), name, backend, dialer, warmShare(index), () -> own.remove(backend));
    own.put(backend, opened);
    return opened;
  }

  /** The loop's part of the warm connections; the parts add up. */
  private int warmShare(int index) {
    int warm = dialer.settings().warm();
    return warm / loops.size() + (index < warm % loops.size() ? 1 : 0);
  }
}
