package dev.gatehouse.cache.disk;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.nio.file.Path;

/**
 * The second tier of the cache.
 *
 * @param path the folder that holds its files
 * @param size what they may take together
 */
@Doc(
    value = "A second tier on disk, which survives restarts.",
    example = "{path: /var/cache/gatehouse, size: 10GiB}")
public record DiskSettings(
    @Doc("The folder for its files; nobody else's.") Path path,
    @Doc("What its files may take together.") ByteSize size) {

  public DiskSettings {
    Expect.within("size", size, ByteSize.ofMiB(16), ByteSize.ofGiB(1 << 16));
  }
}
