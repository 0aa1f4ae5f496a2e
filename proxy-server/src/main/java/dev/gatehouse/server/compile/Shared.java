package dev.gatehouse.server.compile;

import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.ExchangeObserver;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.plan.RequestKeys;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.server.timeline.Timeline;
import dev.gatehouse.server.tracing.Tracing;

/**
 * What outlives a configuration and all configurations share.
 *
 * @param loops the event loops, and by them the transport
 * @param telemetry where counters are found by name, across configurations
 * @param accessLog told of every exchange's end; does nothing if there is none
 * @param timeline what keeps slow and failed requests
 * @param tracing what sends traces
 * @param memory what all request bodies together may hold
 * @param spill where bodies go that outgrow memory
 * @param cache what routes with a cache store
 * @param keys what is remembered of requests, to try another configuration on
 */
public record Shared(
    EventLoops loops,
    Telemetry telemetry,
    ExchangeObserver accessLog,
    Timeline timeline,
    Tracing tracing,
    MemoryBudget memory,
    SpillFiles spill,
    SharedCache cache,
    RequestKeys keys) {
  /** Told of every exchange's end, whatever becomes of its configuration. */
  ExchangeObserver log() {
    return timeline.andThen(tracing).andThen(accessLog);
  }

  /** Has slow and failed requests kept, and traces sent, as {@code settings} say. */
  public void observe(GatehouseSettings settings) {
    timeline.change(settings.timeline());
    tracing.change(settings.tracing(), settings.timeline().slow().toNanos());
  }
}
