package dev.gatehouse.server.config.load;

import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendUrl;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a file with a list of backends says: at least one backend, or at least one problem.
 *
 * @param backends each once
 * @param problems all that was found, in the order of the file
 */
public record BackendList(List<BackendSettings> backends, List<Problem> problems) {

  /** Reads a file, YAML or JSON, as strictly as a configuration. Blocks. */
  public static BackendList read(Path file) {
    FileText read = FileText.of(file);
    if (read.text() == null) {
      return new BackendList(List.of(), List.of(Objects.requireNonNull(read.problem())));
    }
    return parse(file.toString(), read.text(), FileText.directory(file), System.getenv());
  }

  /**
   * Reads a text.
   *
   * @param name what problems call it
   * @param directory what relative paths in it are relative to
   */
  static BackendList parse(
      String name, String text, Path directory, Map<String, String> environment) {
    Problems problems = new Problems(name);
    Substitution substitution = new Substitution(environment, directory, problems);
    Node root = new TreeReader(problems, substitution).read(text);
    List<BackendSettings> backends =
        root == null ? null : new Binder(problems, directory).list(root, BackendSettings.class);
    if (problems.isEmpty() && backends != null && root instanceof Node.Items items) {
      refuseTwins(items, backends, problems);
    }
    if (problems.isEmpty() && (backends == null || backends.isEmpty())) {
      problems.add(Position.WHOLE_FILE, "", "no backends", "a list of at least one", null);
    }
    return backends != null && problems.isEmpty()
        ? new BackendList(List.copyOf(backends), List.of())
        : new BackendList(List.of(), problems.sorted());
  }

  private static void refuseTwins(
      Node.Items root, List<BackendSettings> backends, Problems problems) {
    Map<BackendUrl, Integer> seen = new HashMap<>();
    for (int i = 0; i < backends.size(); i++) {
      BackendUrl url = backends.get(i).url();
      if (seen.putIfAbsent(url, i) != null) {
        Position at = root.items().get(i).node().position();
        problems.add(at, "[" + i + "]", url + " stands here twice", "each backend once", null);
      }
    }
  }
}
