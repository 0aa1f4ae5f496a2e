package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.transport.Loop;
import java.util.ArrayDeque;

/** Dials that succeed or fail when the test says so, first to last. */
final class FakeOpener implements ConnectionOpener {
  private record Dial(BackendConnection.Owner owner, Listener listener) {}

  private final ConnectionSettings settings;
  private final ArrayDeque<Dial> dials = new ArrayDeque<>();
  private boolean failing;
  private int attempts;

  FakeOpener(ConnectionSettings settings) {
    this.settings = settings;
  }

  @Override
  public boolean multiplexes() {
    return false;
  }

  @Override
  public ConnectionSettings settings() {
    return settings;
  }

  @Override
  public void dial(Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener) {
    attempts++;
    if (failing) {
      listener.failed(BackendConnectionsTest.refused());
    } else {
      dials.add(new Dial(owner, listener));
    }
  }

  @Override
  public void dialForTunnel(
      Loop loop, Backend backend, BackendConnection.Owner owner, Listener listener) {
    dial(loop, backend, owner, listener);
  }

  /** From now on a dial fails before it returns. */
  void failAtOnce() {
    failing = true;
  }

  /** How many dials were begun. */
  int attempts() {
    return attempts;
  }

  /** How many dials are under way. */
  int dials() {
    return dials.size();
  }

  /** Lets the first dial succeed. */
  FakeConnection open() {
    Dial dial = dials.remove();
    FakeConnection connection = new FakeConnection(dial.owner());
    dial.listener().opened(connection);
    return connection;
  }

  /** Lets the first dial fail. */
  void fail() {
    dials.remove().listener().failed(BackendConnectionsTest.refused());
  }
}
