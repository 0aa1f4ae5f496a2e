package dev.gatehouse.server.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;

/**
 * The meters of the process: the JVM's, Netty's allocator, the version that runs. What all
 * processes have is named as Prometheus' own libraries name it, so that dashboards for any process
 * fit.
 */
final class ProcessMeters implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(MeterRegistry registry, String version) {
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"))
        .meterFilter(new Described());
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
      new NettyAllocatorMetrics(allocator).bindTo(registry);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      bind(system, registry);
    }
    Gauge.builder("gatehouse.build.info", () -> 1)
        .description("The version that runs.")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  private static void bind(UnixOperatingSystemMXBean system, MeterRegistry registry) {
    FunctionCounter.builder(
            "process.cpu", system, each -> each.getProcessCpuTime() / NANOS_PER_SECOND)
        .description("Time that processors have spent on the process.")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("process.open.fds", system, UnixOperatingSystemMXBean::getOpenFileDescriptorCount)
        .description("File descriptors that are open.")
        .register(registry);
    Gauge.builder("process.max.fds", system, UnixOperatingSystemMXBean::getMaxFileDescriptorCount)
        .description("File descriptors that may be open.")
        .register(registry);
    if (ResidentMemory.isKnown()) {
      Gauge.builder("process.resident.memory", ResidentMemory::bytes)
          .description("Memory of the process that is in RAM.")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  /** Stops listening to the garbage collector. */
  @Override
  public void close() {
    collections.close();
  }

  /** Gives those a description that have none. */
  private static final class Described implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      if (id.getDescription() != null) {
        return id;
      }
      String words = "Of Netty's allocator: " + id.getName().replaceAll(".*allocator\\.", "") + ".";
      return new Meter.Id(
          id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), words, id.getType());
    }
  }
}
