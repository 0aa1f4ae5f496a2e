package dev.gatehouse.server;

import dev.gatehouse.cache.disk.DiskState;
import dev.gatehouse.cache.store.DiskTier;
import dev.gatehouse.server.telemetry.Telemetry;
import java.util.function.ToLongFunction;

/** What the cache on disk tells telemetry when it asks. Safe for any thread. */
final class DiskMeters {
  private final Telemetry telemetry;
  private final DiskTier disk;

  private DiskMeters(Telemetry telemetry, DiskTier disk) {
    this.telemetry = telemetry;
    this.disk = disk;
  }

  /** Tells {@code telemetry} where everything is. */
  static void describe(Telemetry telemetry, DiskTier disk) {
    DiskMeters meters = new DiskMeters(telemetry, disk);
    meters.gauge("open", "1 if the cache has its folder.", state -> state.open() ? 1 : 0);
    meters.gauge("pausing", "1 if writing failed and pauses.", state -> state.pausing() ? 1 : 0);
    meters.gauge("used.bytes", "Bytes that the cache's files take.", DiskState::bytes);
    meters.gauge("limit.bytes", "Bytes that the cache's files may take.", DiskState::limit);
    meters.gauge("entries", "Responses on disk.", DiskState::entries);
    meters.gauge("segments", "Files of the cache.", DiskState::segments);
    meters.gauge("waiting.bytes", "Bytes that are yet to be written.", DiskState::waiting);
    meters.counter("hits", "Keys that were found on disk.", DiskState::hits);
    meters.counter("misses", "Keys that were looked for and not found.", DiskState::misses);
    meters.counter("written", "Responses written.", DiskState::written);
    meters.counter("written.bytes", "Bytes of responses written.", DiskState::writtenBytes);
    meters.counter("moved", "Responses kept when their file went.", DiskState::moved);
    meters.counter("dropped", "Responses that were not written.", DiskState::dropped);
    meters.counter("evicted", "Responses that went for want of room.", DiskState::evicted);
    meters.counter("removed", "Responses removed or replaced.", DiskState::removed);
    meters.counter("damaged", "Responses that were not as written.", DiskState::damaged);
    meters.counter("errors", "Operations on files that failed.", DiskState::errors);
  }

  private void gauge(String name, String help, ToLongFunction<DiskState> value) {
    telemetry.gauge("gatehouse.cache.disk." + name, help, () -> value.applyAsLong(disk.state()));
  }

  private void counter(String name, String help, ToLongFunction<DiskState> value) {
    telemetry.counter("gatehouse.cache.disk." + name, help, () -> value.applyAsLong(disk.state()));
  }
}
