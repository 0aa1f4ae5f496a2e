package dev.gatehouse.server.discovery;

import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.load.Positions;
import dev.gatehouse.server.config.load.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files with backends that a configuration names, read for the first time.
 *
 * @param files by the name of the pool
 * @param errors what keeps the configuration from being used
 */
public record BackendFiles(Map<String, BackendFile> files, List<Problem> errors) {
  /** Reads all files; blocks on them. */
  public static BackendFiles of(GatehouseSettings settings, Positions positions) {
    Map<String, BackendFile> files = new LinkedHashMap<>();
    List<Problem> errors = new ArrayList<>();
    for (PoolSettings pool : settings.pools().values()) {
      Path path = pool.discovery().file();
      if (path == null) {
        continue;
      }
      BackendFile file = new BackendFile(path);
      List<Problem> problems = file.load();
      if (!problems.isEmpty()) {
        String key = "pools." + pool.name() + ".discovery.file";
        String message = path + ": cannot be used";
        errors.add(positions.problem(key, message, "a file with a list of backends"));
        errors.addAll(problems);
      }
      files.put(pool.name(), file);
    }
    return new BackendFiles(files, errors);
  }

  /** The backends in the file of {@code pool}; none if it has no file. */
  public List<BackendSettings> of(String pool) {
    BackendFile file = file(pool);
    return file == null ? List.of() : file.backends();
  }

  @Nullable BackendFile file(String pool) {
    return files.get(pool);
  }
}
