package dev.gatehouse.server.discovery;

import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.server.config.load.BackendList;
import dev.gatehouse.server.config.load.Problem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file with backends. Each {@link #look} that finds it changed reads it, once it has stayed the
 * same from one look to the next: somebody may be writing it. What cannot be used leaves what was
 * good before in force.
 *
 * <p>Confined to the thread that looks.
 */
final class BackendFile {
  /** How many looks to wait for a file that changes all the time. */
  private static final int PATIENCE = 10;

  private final Path path;
  private FileStamp used;
  private FileStamp seen;
  private int restless;
  private List<BackendSettings> good = List.of();

  BackendFile(Path path) {
    this.path = path;
    this.used = FileStamp.of(path);
    this.seen = used;
  }

  /** Reads it for the first time; returns the problems. */
  List<Problem> load() {
    BackendList read = BackendList.read(path);
    good = read.backends();
    return read.problems();
  }

  /** What it said when it was last of use. */
  List<BackendSettings> backends() {
    return good;
  }

  /** What it says now, or what is wrong with it; null if it has not changed. */
  @Nullable BackendList look() {
    FileStamp now = FileStamp.of(path);
    if (now.equals(used)) {
      seen = now;
      restless = 0;
      return null;
    }
    if (!now.equals(seen) && ++restless < PATIENCE) {
      seen = now;
      return null;
    }
    used = now;
    seen = now;
    restless = 0;
    BackendList read = BackendList.read(path);
    if (read.problems().isEmpty()) {
      good = read.backends();
    }
    return read;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
