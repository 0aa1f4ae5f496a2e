package dev.gatehouse.core.pool;

import dev.gatehouse.core.testing.ManualLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.List;

/** A name server that nobody should ask: all backends are given by address. */
record NoNames(ManualLoop loop) implements NameResolver {
  @Override
  public EventExecutor executor() {
    return loop.executor();
  }

  @Override
  public void resolve(String name, Listener<List<InetAddress>> listener) {
    throw new AssertionError(name);
  }

  @Override
  public void services(String name, Listener<ServiceAnswer> listener) {
    throw new AssertionError(name);
  }
}
