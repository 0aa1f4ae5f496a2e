package dev.gatehouse.core.transport.listen;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections each address has open, up to a bound. An IPv6 address counts with all others
 * of its /64: that much is given to a single customer, who can use any part of it.
 *
 * <p>Shared by all event loops: one entry of a concurrent map is changed when a connection comes
 * and when it goes. It holds only addresses that are connected.
 */
final class AddressCounts {
  /** No IPv6 network in use begins so: it is the multicast of a scope that is reserved. */
  private static final long IPV4 = 0xffff_ffff_0000_0000L;

  private final ConcurrentMap<Long, Integer> open = new ConcurrentHashMap<>();

  /**
   * Counts one more connection of {@code address}, unless it has as many as allowed.
   *
   * @param max how many that are, above 0
   */
  boolean enter(InetAddress address, int max) {
    Long key = key(address);
    Integer present = open.putIfAbsent(key, 1);
    while (present != null) {
      if (present >= max) {
        return false;
      }
      if (open.replace(key, present, present + 1)) {
        return true;
      }
      present = open.putIfAbsent(key, 1);
    }
    return true;
  }

  /** Takes back one {@link #enter} that was granted. */
  void leave(InetAddress address) {
    open.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
  }

  /** How many addresses have a connection open. */
  int addresses() {
    return open.size();
  }

  /** What {@code address} is counted under. */
  static long key(InetAddress address) {
    if (address instanceof Inet4Address four) {
      return IPV4 | (NetUtil.ipv4AddressToInt(four) & 0xffff_ffffL);
    }
    return ByteBuffer.wrap(address.getAddress()).getLong();
  }
}
