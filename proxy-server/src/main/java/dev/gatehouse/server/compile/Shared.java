package dev.gatehouse.server.compile;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.server.telemetry.Telemetry;

/**
 * What outlives a configuration and all configurations share.
 *
 * @param loops the event loops, and by them the transport
 * @param telemetry where counters are found by name, across configurations
 * @param log told of every exchange's end; does nothing if there is no access log
 * @param memory what all request bodies together may hold
 * @param spill where bodies go that outgrow memory
 * @param cache what routes with a cache store
 */
public record Shared(
    EventLoops loops,
    Telemetry telemetry,
    ExchangeObserver log,
    MemoryBudget memory,
    SpillFiles spill,
    SharedCache cache) {}
