package dev.gatehouse.server;

import com.sun.management.OperatingSystemMXBean;
import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.cache.store.MemoryStore;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.pool.PoolState;
import dev.gatehouse.core.pool.PoolStats;
import dev.gatehouse.core.pool.SourceState;
import dev.gatehouse.core.transport.listen.Shedding;
import dev.gatehouse.server.accesslog.CurrentLog;
import dev.gatehouse.server.compile.Traffic;
import dev.gatehouse.server.compile.Upstream;
import dev.gatehouse.server.overview.OverviewView;
import dev.gatehouse.server.overview.Reading;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.server.timeline.Timeline;
import dev.gatehouse.server.tracing.Tracing;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a running server tells telemetry and operators when they ask. Safe for any thread. */
final class Meters {
  private static final double MILLIS_PER_SECOND = 1000;

  private final Supplier<Map<String, Upstream>> upstreams;
  private final Supplier<Traffic> traffic;

  /**
   * @param upstreams those that serve now, by the name of their pool
   * @param traffic splits and mirrors of now
   */
  Meters(Supplier<Map<String, Upstream>> upstreams, Supplier<Traffic> traffic) {
    this.upstreams = upstreams;
    this.traffic = traffic;
  }

  /** Tells {@code telemetry} where everything is. */
  void describe(Telemetry telemetry, ProcessLimits limits, Shedding shedding, CurrentLog log) {
    MemoryBudget memory = limits.memory();
    SpillFiles spill = limits.spill();
    telemetry.gauge(
        "gatehouse.memory.used.bytes",
        "Bytes that buffers of all kinds hold in memory.",
        memory::total);
    telemetry.gauge(
        "gatehouse.memory.bodies.bytes", "Of these, bytes of request bodies.", memory::used);
    telemetry.gauge(
        "gatehouse.memory.heads.bytes",
        "Bytes of the heap that requests under way take, about.",
        shedding::heads);
    telemetry.gauge(
        "gatehouse.memory.limit.bytes",
        "Bytes that buffers of all kinds may hold in memory.",
        memory::limit);
    telemetry.counter(
        "gatehouse.memory.refusals",
        "Request bodies refused because memory was short.",
        memory::refusals);
    telemetry.gauge(
        "gatehouse.spill.used.bytes", "Bytes of request bodies in files now.", spill::used);
    telemetry.gauge(
        "gatehouse.spill.limit.bytes",
        "Bytes of request bodies that may be in files.",
        spill::limit);
    telemetry.gauge("gatehouse.spill.files", "Files with request bodies now.", spill::open);
    telemetry.counter(
        "gatehouse.spill.refusals",
        "Requests refused because files had no room for their bodies.",
        spill::refusals);
    describe(telemetry, limits.cache());
    telemetry.counter(
        "gatehouse.access.log.dropped", "Lines of the access log that were dropped.", log::dropped);
    telemetry.gauge(
        "gatehouse.access.log.failing",
        "1 while lines of the access log cannot be written.",
        () -> log.failing() ? 1 : 0);
    telemetry.pools(() -> {
      List<PoolStats> all = new ArrayList<>();
      upstreams.get().values().forEach(upstream -> upstream.connections().stats(all::add));
      return all;
    });
    telemetry.standings(this::standings);
    telemetry.sources(this::sources);
    telemetry.traffic(() -> traffic.get().splitStates(), () -> traffic.get().mirrorStates());
  }

  private static void describe(Telemetry telemetry, SharedCache cache) {
    MemoryStore store = cache.store();
    telemetry.gauge(
        "gatehouse.cache.used.bytes", "Bytes that stored responses take in memory.", store::weight);
    telemetry.gauge(
        "gatehouse.cache.limit.bytes",
        "Bytes that stored responses may take in memory.",
        store::most);
    telemetry.gauge(
        "gatehouse.cache.reserved.bytes",
        "Bytes outside the heap that the cache has taken from the system.",
        store.memory()::reserved);
    telemetry.gauge(
        "gatehouse.cache.entries", "Keys that responses are stored under in memory.", store::size);
    telemetry.counter(
        "gatehouse.cache.evictions", "Keys that had to go to make room.", store::evictions);
    telemetry.counter(
        "gatehouse.cache.purged", "Stored responses that purges have found.", cache::purged);
  }

  /** Tells {@code telemetry} of what is kept and sent of single requests. */
  static void describe(Telemetry telemetry, Timeline timeline, Tracing tracing) {
    telemetry.counter(
        "gatehouse.timeline.skipped",
        "Slow and failed requests that the timeline did not keep as they came too fast.",
        timeline::skipped);
    telemetry.counter(
        "gatehouse.trace.spans.exported", "Spans that the collector has taken.", tracing::exported);
    telemetry.counter(
        "gatehouse.trace.spans.failed", "Spans that the collector did not take.", tracing::failed);
    telemetry.counter(
        "gatehouse.trace.requests.dropped",
        "Requests without their spans, because the collector does not keep up.",
        tracing::dropped);
  }

  /** How the pools and their backends stand. */
  Map<String, PoolState> standings() {
    Map<String, PoolState> all = new LinkedHashMap<>();
    upstreams.get().forEach((name, upstream) -> all.put(name, upstream.pool().state()));
    return all;
  }

  /** The numbers of this moment, for the ring of the overview. */
  static Reading reading(long number, Telemetry telemetry, MemoryBudget memory) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Reading(
        number,
        System.nanoTime(),
        telemetry.totals(),
        telemetry.connections(),
        memory.total(),
        heap().getUsed(),
        system.getProcessCpuLoad());
  }

  /** How everything is at this moment, for the overview. */
  OverviewView.Now now(String version, boolean ready, Telemetry telemetry, MemoryBudget memory) {
    long underWay =
        standings().values().stream()
            .mapToLong(pool -> (long) pool.active() + pool.waiting())
            .sum();
    return new OverviewView.Now(
        version,
        ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND,
        ready,
        underWay,
        telemetry.connections().open(),
        new OverviewView.Room(memory.total(), memory.limit()),
        new OverviewView.Room(heap().getUsed(), heap().getMax()));
  }

  private static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }

  /** How it stands with what the backends of each pool are learnt from. */
  Map<String, List<SourceState>> sources() {
    Map<String, List<SourceState>> all = new LinkedHashMap<>();
    upstreams.get().forEach((name, upstream) -> all.put(name, upstream.pool().sources()));
    return all;
  }
}
