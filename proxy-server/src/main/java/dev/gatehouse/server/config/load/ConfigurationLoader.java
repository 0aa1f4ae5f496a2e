package dev.gatehouse.server.config.load;

import dev.gatehouse.server.config.GatehouseSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The strict reader of configuration files: gives the settings, or every problem at once. */
public final class ConfigurationLoader {
  private final Map<String, String> environment;
  private final boolean reads;

  /** Makes a reader that knows the environment of this process. */
  public ConfigurationLoader() {
    this(System.getenv());
  }

  /** Makes a reader for which {@code ${NAME}} is what {@code environment} says. */
  public ConfigurationLoader(Map<String, String> environment) {
    this(environment, true);
  }

  private ConfigurationLoader(Map<String, String> environment, boolean reads) {
    this.environment = Map.copyOf(environment);
    this.reads = reads;
  }

  /**
   * Makes a reader for text that somebody else has sent: it reads no file and knows no variable but
   * those of {@code environment}. References to others stay as they are written.
   */
  public static ConfigurationLoader detached(Map<String, String> environment) {
    return new ConfigurationLoader(environment, false);
  }

  /** Reads a file. Relative paths in it are relative to its directory. */
  public Loaded load(Path file) {
    FileText read = FileText.of(file);
    return read.text() == null
        ? new Loaded.Invalid(List.of(Objects.requireNonNull(read.problem())))
        : load(file.toString(), read.text(), FileText.directory(file));
  }

  /** The text of a file as it is now; null if it cannot be read. */
  public static @Nullable String text(Path file) {
    return FileText.of(file).text();
  }

  /**
   * Reads a configuration given as text.
   *
   * @param name what problems call it
   * @param directory what relative paths in it are relative to
   */
  public Loaded load(String name, String text, Path directory) {
    Problems problems = new Problems(name);
    Substitution substitution = new Substitution(environment, directory, problems, reads);
    Node root = new TreeReader(problems, substitution).read(text);
    if (root == null || (root instanceof Node.Scalar scalar && scalar.isNull())) {
      if (problems.isEmpty()) {
        String expected = "at least listeners and routes";
        problems.add(Position.WHOLE_FILE, "", "the configuration is empty", expected, null);
      }
      return new Loaded.Invalid(problems.sorted());
    }
    GatehouseSettings settings =
        new Binder(problems, directory).root(root, GatehouseSettings.class);
    if (settings == null || !problems.isEmpty()) {
      return new Loaded.Invalid(problems.sorted());
    }
    return new Loaded.Valid(
        settings, new Positions(problems, root), new Origin(name, text, substitution.files()));
  }
}
