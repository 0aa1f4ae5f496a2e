package dev.gatehouse.server;

import dev.gatehouse.cache.CacheSettings;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.transport.BufferMemory;
import dev.gatehouse.core.transport.listen.Shedding;
import dev.gatehouse.server.config.GatehouseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the process's memory outside the heap goes to whom: a limit beyond what the process can
 * have would be none, so what is configured is cut down to that, and the log says so.
 */
final class MemoryShares {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryShares.class);

  private MemoryShares() {}

  /** The bytes that buffers of connections may hold. */
  static long buffers(GatehouseSettings settings) {
    ByteSize configured = settings.limits().memory();
    ByteSize affordable = Shedding.affordable(configured);
    if (!affordable.equals(configured)) {
      LOG.warn(
          "limits.memory is {}, but buffers can have {} of this process's memory at most: that is"
              + " the limit; -XX:MaxDirectMemorySize raises it",
          configured,
          affordable);
    }
    return affordable.bytes();
  }

  /** The settings of the cache, with no more memory than buffers leave. */
  static CacheSettings cache(GatehouseSettings settings) {
    CacheSettings configured = settings.cache();
    CacheSettings affordable =
        configured.affordable(
            BufferMemory.ceiling(), Shedding.affordable(settings.limits().memory()).bytes());
    boolean used = settings.routes().stream().anyMatch(route -> route.cache() != null);
    if (used && !affordable.equals(configured)) {
      LOG.warn(
          "cache.memory is {}, but {} of this process's memory is left for it beside limits.memory:"
              + " that is its limit; -XX:MaxDirectMemorySize raises it",
          configured.memory(),
          affordable.memory());
    }
    return affordable;
  }
}
