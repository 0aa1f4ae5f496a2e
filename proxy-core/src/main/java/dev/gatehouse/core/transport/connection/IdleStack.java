package dev.gatehouse.core.transport.connection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections, the one used last on top: a few stay busy and the others grow old and are
 * closed. Confined to one event loop.
 */
final class IdleStack {
  private @Nullable BackendConnection[] connections = new BackendConnection[16];
  private long[] since = new long[16];
  private int size;

  int size() {
    return size;
  }

  void push(BackendConnection connection, long now) {
    if (size == connections.length) {
      connections = Arrays.copyOf(connections, size * 2);
      since = Arrays.copyOf(since, size * 2);
    }
    connections[size] = connection;
    since[size++] = now;
  }

  /** Takes the connection used last; null if there is none. */
  @Nullable BackendConnection pop() {
    if (size == 0) {
      return null;
    }
    BackendConnection top = connections[--size];
    connections[size] = null;
    return top;
  }

  /**
   * Takes the connection that has been idle longest, if that is since {@code before} or earlier;
   * else null.
   */
  @Nullable BackendConnection takeOlderThan(long before) {
    if (size == 0 || since[0] - before > 0) {
      return null;
    }
    BackendConnection oldest = connections[0];
    removeAt(0);
    return oldest;
  }

  boolean remove(BackendConnection connection) {
    for (int i = size - 1; i >= 0; i--) {
      if (connections[i] == connection) {
        removeAt(i);
        return true;
      }
    }
    return false;
  }

  private void removeAt(int index) {
    size--;
    System.arraycopy(connections, index + 1, connections, index, size - index);
    System.arraycopy(since, index + 1, since, index, size - index);
    connections[size] = null;
  }
}
