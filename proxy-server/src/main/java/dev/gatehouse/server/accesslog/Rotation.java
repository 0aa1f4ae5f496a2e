package dev.gatehouse.server.accesslog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The names of old log files: {@code access.log.1} is the newest, and each becomes one older when
 * there is another.
 */
final class Rotation {
  private Rotation() {}

  /**
   * Renames {@code path} to the newest of the old files, of which {@code keep} stay. Names that are
   * missing in between are filled up first, so that no more is renamed than needs to be.
   */
  static void shift(Path path, int keep) throws IOException {
    int free = 1;
    while (free < keep && Files.exists(old(path, free))) {
      free++;
    }
    for (int i = free; i > 1; i--) {
      move(old(path, i - 1), old(path, i));
    }
    move(path, old(path, 1));
  }

  private static Path old(Path path, int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
