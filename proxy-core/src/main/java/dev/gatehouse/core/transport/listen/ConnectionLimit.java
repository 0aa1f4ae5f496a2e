package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionObserver.Refusal;
import dev.gatehouse.core.net.CidrSet;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bounds on open client connections over all listeners: on all together, and on those of one
 * address. Thread-safe.
 */
public final class ConnectionLimit {
  private final AtomicInteger open = new AtomicInteger();
  private final AddressCounts addresses = new AddressCounts();
  private volatile Bounds bounds;

  private record Bounds(int max, int perAddress, CidrSet exempt) {}

  /**
   * @param max connections in all
   * @param perAddress connections of one IPv4 address or one IPv6 /64
   * @param exempt addresses that are not bounded by themselves: proxies in front, through which
   *     many clients come
   */
  public ConnectionLimit(int max, int perAddress, CidrSet exempt) {
    this.bounds = new Bounds(max, perAddress, exempt);
  }

  /** Bounds new connections so from now on; those that are open stay, and are counted. */
  public void change(int max, int perAddress, CidrSet exempt) {
    bounds = new Bounds(max, perAddress, exempt);
  }

  /** Counts one more connection from {@code peer}; returns why not if there are too many. */
  @Nullable Refusal enter(InetAddress peer) {
    Bounds now = bounds;
    if (open.incrementAndGet() > now.max) {
      open.decrementAndGet();
      return Refusal.LIMIT;
    }
    int most = now.exempt.contains(peer) ? Integer.MAX_VALUE : now.perAddress;
    if (!addresses.enter(peer, most)) {
      open.decrementAndGet();
      return Refusal.ADDRESS;
    }
    return null;
  }

  /** Takes back one {@link #enter} that was granted. */
  void leave(InetAddress peer) {
    open.decrementAndGet();
    addresses.leave(peer);
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }
}
