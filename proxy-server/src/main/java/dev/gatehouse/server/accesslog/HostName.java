package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.Expect;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as syslog messages state it. */
final class HostName {
  /** What stands in place of a name that is not known (RFC 5424, section 6.2.4). */
  private static final String UNKNOWN = "-";

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** Asks the kernel, where it has a file for that, and no name server unless it must. */
  static String ofThisMachine() {
    String name;
    try {
      name =
          Files.isReadable(KERNEL)
              ? Files.readString(KERNEL).strip()
              : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return UNKNOWN; // a machine without a name is as good as any
    }
    return Expect.isHostName(name) ? name : UNKNOWN;
  }
}
