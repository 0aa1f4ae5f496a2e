package dev.gatehouse.server;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.transport.listen.ConnectionLimit;
import dev.gatehouse.server.config.GatehouseSettings;

/**
 * What all requests and connections of the process share, whatever the configuration: the bounds of
 * it change with the configuration, what is counted goes on.
 *
 * @param connections open connections of clients
 * @param memory what buffers hold
 * @param spill what files of request bodies hold
 * @param cache what is stored
 */
record ProcessLimits(
    ConnectionLimit connections, MemoryBudget memory, SpillFiles spill, SharedCache cache) {

  static ProcessLimits of(GatehouseSettings settings) {
    MemoryBudget memory = new MemoryBudget(MemoryShares.buffers(settings));
    return new ProcessLimits(
        new ConnectionLimit(
            settings.limits().connections(),
            settings.limits().connectionsPerAddress(),
            CidrSet.of(settings.trustedProxies().peers())),
        memory,
        new SpillFiles(SpillFiles.defaultDirectory(), settings.limits().spill().bytes()),
        new SharedCache(MemoryShares.cache(settings), memory));
  }

  /** Bounds it all by other settings; who is beyond them now may stay. */
  void change(GatehouseSettings now) {
    connections.change(
        now.limits().connections(),
        now.limits().connectionsPerAddress(),
        CidrSet.of(now.trustedProxies().peers()));
    memory.limit(MemoryShares.buffers(now));
    spill.limit(now.limits().spill().bytes());
    cache.change(MemoryShares.cache(now));
  }
}
