package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;

/**
 * When a log file is begun anew, and how many of the old ones stay.
 *
 * @param size the file is renamed once it is as large as that
 * @param keep how many renamed files stay; the oldest go
 */
@Doc("When a log file is begun anew.")
public record RotateSettings(
    @Doc(
            "How large the file becomes before it is renamed and a new one begun; what is written"
                + " at once stays together, so it may be somewhat larger.")
        ByteSize size,
    @Doc("How many renamed files stay, as access.log.1 (the newest), access.log.2 and so on.")
        int keep) {
  public RotateSettings() {
    this(ByteSize.ofMiB(100), 10);
  }

  public RotateSettings {
    Expect.within("size", size, ByteSize.ofKiB(64), ByteSize.ofGiB(1 << 10));
    Expect.within("keep", keep, 1, 1000);
  }
}
