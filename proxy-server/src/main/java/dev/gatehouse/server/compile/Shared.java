package dev.gatehouse.server.compile;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.server.plan.RequestKeys;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.server.timeline.Timeline;

/**
 * What outlives a configuration and all configurations share.
 *
 * @param loops the event loops, and by them the transport
 * @param telemetry where counters are found by name, across configurations
 * @param log told of every exchange's end: the access log, if there is one, and the timeline
 * @param timeline what keeps slow and failed requests
 * @param memory what all request bodies together may hold
 * @param spill where bodies go that outgrow memory
 * @param cache what routes with a cache store
 * @param keys what is remembered of requests, to try another configuration on
 */
public record Shared(
    EventLoops loops,
    Telemetry telemetry,
    ExchangeObserver log,
    Timeline timeline,
    MemoryBudget memory,
    SpillFiles spill,
    SharedCache cache,
    RequestKeys keys) {}
