package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the configuration comes from, to be read again. Blocks. */
public interface ConfigurationSource {
  /** Reads the configuration as it is now. */
  Loaded load();

  /** Its text as it is now; null if it cannot be read. */
  @Nullable String text();

  /** Reads {@code text} as if it stood where the configuration comes from. */
  Loaded load(String text);

  /** The files that it is read from. */
  List<Path> files();

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
      public @Nullable String text() {
        return ConfigurationLoader.text(file);
      }

      @Override
      public Loaded load(String text) {
        return new ConfigurationLoader().load(file.toString(), text, base);
      }

      @Override
      public List<Path> files() {
        return List.of(file);
      }

      @Override
      public Path base() {
        return base;
      }
    };
  }
}
