package dev.gatehouse.server.admin;

import dev.gatehouse.server.restart.Place;
import dev.gatehouse.server.restart.Successor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which process answers, and what became of the one that was to follow it. */
public final class ProcessView {
  /**
   * What is told.
   *
   * @param started when the process began, in UTC
   * @param successor null: none was started
   */
  record Now(
      long pid,
      String version,
      String started,
      long uptimeSeconds,
      Successor.@Nullable State successor) {}

  private final Place place;
  private final String version;

  /** Of this process. */
  public ProcessView(Place place, String version) {
    this.place = place;
    this.version = version;
  }

  /** How it stands. */
  public Object now() {
    var runtime = ManagementFactory.getRuntimeMXBean();
    return new Now(
        place.pid(),
        version,
        Instant.ofEpochMilli(runtime.getStartTime()).toString(),
        Duration.ofMillis(runtime.getUptime()).toSeconds(),
        place.successor().state());
  }
}
