package dev.gatehouse.core.transport.resolve;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsCnameCache;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The aliases (CNAME) met by running look-ups, and how long each holds. To the DNS client this is
 * its cache, as only caches are told of lifetimes; it never answers from it.
 *
 * <p>The client tells of the alias that the asked name is, and of further ones only where it had to
 * ask again for them: those that came with the same answer are not its name server's to vouch for.
 *
 * <p>Confined to the resolver's event loop.
 */
final class Aliases implements DnsCnameCache {
  private static final int LONGEST_CHAIN = 32;

  private record Alias(String target, long seconds) {}

  private final Map<String, Alias> aliases = new HashMap<>();

  /**
   * The seconds for which all aliases on the way from {@code name} hold, also where it was
   * completed by a search domain; {@link Long#MAX_VALUE} if it is no alias.
   */
  long of(String name) {
    String from = name.endsWith(".") ? name : name + ".";
    long least = Long.MAX_VALUE;
    for (String met : aliases.keySet()) {
      if (met.startsWith(from)) {
        least = Math.min(least, follow(met));
      }
    }
    return least;
  }

  private long follow(String name) {
    long least = Long.MAX_VALUE;
    Alias alias = aliases.get(name);
    for (int i = 0; alias != null && i < LONGEST_CHAIN; i++) {
      least = Math.min(least, alias.seconds());
      alias = aliases.get(alias.target());
    }
    return least;
  }

  @Override
  public void cache(String hostname, String cname, long ttl, EventLoop loop) {
    aliases.merge(hostname, new Alias(cname, ttl), (a, b) -> a.seconds() < b.seconds() ? a : b);
  }

  @Override
  public @Nullable String get(String hostname) {
    return null;
  }

  @Override
  public void clear() {
    aliases.clear();
  }

  @Override
  public boolean clear(String hostname) {
    return false;
  }
}
