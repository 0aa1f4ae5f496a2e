package dev.gatehouse.server.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of the process that is in RAM, as Linux counts it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int KIB = 1024;

  private ResidentMemory() {}

  /** Whether this system tells. */
  static boolean isKnown() {
    return Files.isReadable(STATUS);
  }

  /** How much it is; not a number if that cannot be read. */
  static double bytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      return Double.NaN; // one scrape without it
    }
  }
}
