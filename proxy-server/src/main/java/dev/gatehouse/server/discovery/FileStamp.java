package dev.gatehouse.server.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file looked like at one moment: two that are equal are most likely of the same content.
 * Links are followed, so that a rename over a file and a link turned elsewhere both show.
 *
 * @param modified nanoseconds where the file system has them; -1 if the file cannot be seen
 * @param identity device and inode; null if unknown
 */
public record FileStamp(long modified, long size, @Nullable String identity) {
  private static final FileStamp UNSEEN = new FileStamp(-1, -1, null);

  /** Looks at a file. */
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(
          seen.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          seen.size(),
          Objects.toString(seen.fileKey(), null));
    } catch (IOException e) {
      return UNSEEN; // Missing or forbidden: reading it will say which.
    }
  }
}
