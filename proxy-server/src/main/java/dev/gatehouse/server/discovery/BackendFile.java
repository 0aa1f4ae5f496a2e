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
  private final Path path;
  private final Settling<FileStamp> settling;
  private List<BackendSettings> good = List.of();

  BackendFile(Path path) {
    this.path = path;
    this.settling = new Settling<>(FileStamp.of(path));
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
    if (!settling.isToBeRead(FileStamp.of(path))) {
      return null;
    }
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
