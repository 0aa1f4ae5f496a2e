package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.transport.Loop;
import java.util.List;

/** The real connection pools over connections that a test sets up itself, without sockets. */
public final class WiredPools {
  private WiredPools() {}

  /** How a connection to the one backend comes to be. */
  @FunctionalInterface
  public interface Wire {
    BackendConnection connect(BackendConnection.Owner owner);
  }

  public static LoopPools of(Loop loop, boolean multiplexes, Wire wire) {
    return new LoopPools("app", List.of(loop), new Opener(multiplexes, wire));
  }

  private record Opener(boolean multiplexes, Wire wire) implements ConnectionOpener {
    @Override
    public ConnectionSettings settings() {
      return new ConnectionSettings();
    }

    @Override
    public void dial(Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener) {
      listener.opened(wire.connect(owner));
    }

    @Override
    public void dialForTunnel(
        Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener) {
      dial(loop, backend, owner, listener);
    }
  }
}
