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
  private final int max;
  private final CidrSet exempt;
  private final AtomicInteger open = new AtomicInteger();
  private final AddressCounts addresses;

  /**
   * @param max connections in all
   * @param perAddress connections of one IPv4 address or one IPv6 /64
   * @param exempt addresses that are not counted by themselves: proxies in front, through which
   *     many clients come
   */
  public ConnectionLimit(int max, int perAddress, CidrSet exempt) {
    this.max = max;
    this.exempt = exempt;
    this.addresses = new AddressCounts(perAddress);
  }

  /** Counts one more connection from {@code peer}; returns why not if there are too many. */
  @Nullable Refusal enter(InetAddress peer) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return Refusal.LIMIT;
    }
    if (!exempt.contains(peer) && !addresses.enter(peer)) {
      open.decrementAndGet();
      return Refusal.ADDRESS;
    }
    return null;
  }

  /** Takes back one {@link #enter} that was granted. */
  void leave(InetAddress peer) {
    open.decrementAndGet();
    if (!exempt.contains(peer)) {
      addresses.leave(peer);
    }
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }
}
