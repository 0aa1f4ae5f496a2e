package dev.gatehouse.server.config.load;

import dev.gatehouse.server.config.GatehouseSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The strict reader of configuration files: gives the settings, or every problem at once. */
public final class ConfigurationLoader {
  private static final long LARGEST_FILE = 16 << 20;

  private final Map<String, String> environment;

  /** Makes a reader that knows the environment of this process. */
  public ConfigurationLoader() {
    this(System.getenv());
  }

  /** Makes a reader for which {@code ${NAME}} is what {@code environment} says. */
  public ConfigurationLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Reads a file. Relative paths in it are relative to its directory. */
  public Loaded load(Path file) {
    String name = file.toString();
    try {
      if (Files.isDirectory(file)) {
        return unreadable(name, "is a directory");
      }
      if (!Files.exists(file)) {
        return unreadable(name, "no such file");
      }
      if (Files.size(file) > LARGEST_FILE) {
        return unreadable(name, "larger than 16MiB");
      }
      byte[] bytes = Files.readAllBytes(file);
      Path directory = file.toAbsolutePath().getParent();
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return load(name, text, directory == null ? Path.of("/") : directory);
    } catch (CharacterCodingException e) {
      return unreadable(name, "is not UTF-8");
    } catch (IOException e) {
      return unreadable(name, "cannot be read: " + Substitution.reason(e));
    }
  }

  /**
   * Reads a configuration given as text.
   *
   * @param name what problems call it
   * @param directory what relative paths in it are relative to
   */
  public Loaded load(String name, String text, Path directory) {
    Problems problems = new Problems(name);
    Substitution substitution = new Substitution(environment, directory, problems);
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
    return new Loaded.Valid(settings, new Positions(problems, root));
  }

  private static Loaded unreadable(String name, String reason) {
    return new Loaded.Invalid(List.of(new Problem(name, 0, 0, "", reason, null, null)));
  }
}
