package dev.gatehouse.core.transport.resolve;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the addresses found by running look-ups hold. To the DNS client this is its cache, as
 * only caches are told of lifetimes; it never answers from it.
 *
 * <p>Confined to the resolver's event loop.
 */
final class Lifetimes implements DnsCache {
  private record Entry(@Nullable InetAddress address, @Nullable Throwable cause)
      implements DnsCacheEntry {}

  private final Map<InetAddress, Long> seconds = new HashMap<>();

  /** The seconds for which all of {@code addresses} hold; 0 if that is not known. */
  long of(List<InetAddress> addresses) {
    long least = Long.MAX_VALUE;
    for (InetAddress address : addresses) {
      least = Math.min(least, seconds.getOrDefault(address, 0L));
    }
    return least;
  }

  @Override
  public DnsCacheEntry cache(
      String name, DnsRecord[] additionals, InetAddress address, long ttl, EventLoop loop) {
    // Two names may share an address: the shorter lifetime serves both.
    seconds.merge(address, ttl, Math::min);
    return new Entry(address, null);
  }

  @Override
  public DnsCacheEntry cache(
      String name, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
    return new Entry(null, cause);
  }

  @Override
  public @Nullable List<? extends DnsCacheEntry> get(String name, DnsRecord[] additionals) {
    return null;
  }

  @Override
  public void clear() {
    seconds.clear();
  }

  @Override
  public boolean clear(String name) {
    return false;
  }
}
