package dev.gatehouse.server.config.load;

import dev.gatehouse.server.config.GatehouseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Short ways to load configurations given as text, below the directory {@code /etc/gatehouse}. */
final class Loads {
  private Loads() {}

  static GatehouseSettings valid(String text) {
    return switch (load(text)) {
      case Loaded.Valid valid -> valid.settings();
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  static List<String> problems(String text) {
    return switch (load(text)) {
      case Loaded.Valid valid -> List.of();
      case Loaded.Invalid invalid -> invalid.problems().stream().map(Problem::toString).toList();
    };
  }

  /** The text of a resource beside this class. */
  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Loads.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Loaded load(String text) {
    return load("f", text);
  }

  static Loaded load(String name, String text) {
    Map<String, String> environment = Map.of("PORT", "8081", "EMPTY", "", "TOKEN", "hunter2");
    return new ConfigurationLoader(environment).load(name, text, Path.of("/etc/gatehouse"));
  }
}
