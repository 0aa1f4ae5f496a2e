package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where log lines go: {@code stdout}, or a file.
 *
 * @param file null: the standard output
 */
@TextForm(expected = "stdout, or a file", pattern = "^.+$")
public record LogTarget(@Nullable Path file) {
  /** Reads the text form. A relative file is one below the working directory. */
  public static LogTarget parse(String text) {
    if (text.equals("stdout")) {
      return new LogTarget(null);
    }
    try {
      Expect.that(!text.isEmpty(), "path", text, "stdout, or a file");
      return new LogTarget(Path.of(text));
    } catch (InvalidPathException e) {
      Expect.that(false, "path", text, "stdout, or a file: " + e.getReason());
      throw e;
    }
  }

  /** The text form. */
  @Override
  public String toString() {
    return file == null ? "stdout" : file.toString();
  }
}
