package dev.gatehouse.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What some files looked like at one moment: comparing two tells whether any has changed. Links are
 * followed, so that a rename over a file and a link that is turned elsewhere both show.
 *
 * <p>Looking is chosen over being told: it costs one call per file every few seconds, and it sees
 * what a watch on directories misses, such as the links of links that Kubernetes swaps, or network
 * file systems.
 *
 * @param files the stamp of each file; of a file that cannot be seen, one that says so
 */
record FileStamps(Map<Path, Stamp> files) {
  /**
   * One file.
   *
   * @param modified nanoseconds where the file system has them; -1 if the file cannot be seen
   * @param identity device and inode; null if unknown
   */
  record Stamp(long modified, long size, @Nullable String identity) {
    private static final Stamp UNSEEN = new Stamp(-1, -1, null);
  }

  static FileStamps of(Collection<Path> paths) {
    Map<Path, Stamp> stamps = new HashMap<>();
    for (Path path : paths) {
      stamps.put(path, stamp(path));
    }
    return new FileStamps(Map.copyOf(stamps));
  }

  /** Whether the files still look like this. */
  boolean isCurrent() {
    return of(files.keySet()).equals(this);
  }

  private static Stamp stamp(Path path) {
    try {
      BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(
          seen.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          seen.size(),
          Objects.toString(seen.fileKey(), null));
    } catch (IOException e) {
      return Stamp.UNSEEN; // Missing or forbidden: reading it will say which.
    }
  }
}
