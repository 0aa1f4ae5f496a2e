package dev.gatehouse.server.config.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The references in values: <code>${NAME}</code> and <code>${NAME:-default}</code> stand for
 * variables of the environment, <code>${file:PATH}</code> for the content of a file without the
 * line end behind it; a doubled dollar sign before the brace makes it plain text.
 */
final class Substitution {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);
  private static final long LARGEST_FILE = 1 << 20;

  private final Map<String, String> environment;
  private final Path directory;
  private final Problems problems;
  private final boolean reads;
  private final Set<Path> files = new LinkedHashSet<>();

  Substitution(Map<String, String> environment, Path directory, Problems problems) {
    this(environment, directory, problems, true);
  }

  /**
   * @param reads whether files are read; if not, what is not in {@code environment} stays as it is
   *     written
   */
  Substitution(Map<String, String> environment, Path directory, Problems problems, boolean reads) {
    this.reads = reads;
    this.environment = environment;
    this.directory = directory;
    this.problems = problems;
  }

  /** Returns {@code text} with its references put in; null after a problem, which is reported. */
  @Nullable String apply(String text, Position at, String path) {
    if (!text.contains("${")) {
      return text;
    }
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder result = new StringBuilder();
    boolean whole = true;
    while (matcher.find()) {
      String value = value(matcher, at, path);
      whole &= value != null;
      matcher.appendReplacement(result, Matcher.quoteReplacement(value == null ? "" : value));
    }
    matcher.appendTail(result);
    return whole ? result.toString() : null;
  }

  /** The files that references named so far. */
  List<Path> files() {
    return List.copyOf(files);
  }

  private @Nullable String value(Matcher matcher, Position at, String path) {
    String inner = matcher.group(1);
    if (inner == null) {
      return "${";
    }
    if (inner.startsWith("file:") && !matcher.group(2).isEmpty()) {
      return reads ? content(inner.substring("file:".length()), at, path) : matcher.group();
    }
    Matcher variable = VARIABLE.matcher(inner);
    if (matcher.group(2).isEmpty() || !variable.matches()) {
      problems.add(
          at,
          path,
          Problems.shown(matcher.group()) + " is no reference",
          "${NAME}, ${NAME:-default} or ${file:PATH}; $${ for the text ${",
          null);
      return null;
    }
    String value = environment.get(variable.group(1));
    if (value == null || (value.isEmpty() && variable.group(2) != null)) {
      value = variable.group(2);
    }
    if (value == null && !reads) {
      return matcher.group();
    }
    if (value == null) {
      problems.add(
          at,
          path,
          "environment variable " + variable.group(1) + " is not set",
          "a value for it, or ${" + variable.group(1) + ":-default}",
          null);
    }
    return value;
  }

  private @Nullable String content(String name, Position at, String path) {
    try {
      Path file = directory.resolve(name);
      files.add(file);
      if (!Files.isRegularFile(file)) {
        problems.add(at, path, "no such file: " + Problems.shown(file.toString()));
        return null;
      }
      if (Files.size(file) > LARGEST_FILE) {
        problems.add(
            at, path, "file too large: " + Problems.shown(file.toString()), "1MiB at most", null);
        return null;
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.endsWith("\r\n")
          ? text.substring(0, text.length() - 2)
          : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException | InvalidPathException e) {
      problems.add(at, path, "file cannot be read: " + Problems.shown(name) + ": " + reason(e));
      return null;
    }
  }

  /** What an exception of the file system says, in words. */
  static String reason(Exception e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException n -> "no such file";
      case java.nio.file.AccessDeniedException a -> "permission denied";
      case java.nio.charset.CharacterCodingException c -> "not UTF-8";
      default -> Problems.shown(String.valueOf(e.getMessage()));
    };
  }
}
