package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.Prober;
import dev.gatehouse.core.transport.Loop;
import java.util.List;

/**
 * The prober of one pool's backends: each probe opens a connection as requests do, with the pool's
 * protocol and TLS, and closes it again. Shared; a probe stays on one event loop.
 */
public final class BackendProber implements Prober {
  private final List<Loop> loops;
  private final ConnectionOpener dialer;

  public BackendProber(List<Loop> loops, Dialer dialer) {
    this(loops, (ConnectionOpener) dialer);
  }

  BackendProber(List<Loop> loops, ConnectionOpener dialer) {
    this.loops = List.copyOf(loops);
    this.dialer = dialer;
  }

  @Override
  public void probe(Backend backend, ActiveHealthSettings settings, Listener listener) {
    Loop loop = loops.get(Math.floorMod(backend.key().hashCode(), loops.size()));
    loop.executor().execute(() -> new Probe(loop, backend, settings, listener).begin(dialer));
  }
}
