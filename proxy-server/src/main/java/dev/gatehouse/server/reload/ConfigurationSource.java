package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import java.nio.file.Path;

/** Where the configuration comes from, to be read again. Blocks. */
public interface ConfigurationSource {
  /** Reads the configuration as it is now. */
  Loaded load();

  /** What relative paths in it start from. */
  Path base();

  /** A file. */
  static ConfigurationSource file(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    Path base = parent == null ? Path.of("").toAbsolutePath() : parent;
    return new ConfigurationSource() {
      @Override
      public Loaded load() {
        return new ConfigurationLoader().load(file);
      }

      @Override
      public Path base() {
        return base;
      }
    };
  }
}
