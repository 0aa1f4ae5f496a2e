package dev.gatehouse.server.config.load;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something in a configuration file that keeps it from being used.
 *
 * @param file the file as it was named
 * @param line from 1; 0: the file as a whole
 * @param column from 1; 0: the file as a whole
 * @param path the keys to the place, such as {@code routes[0].match.hosts[1]}; empty: the whole
 * @param message what is wrong
 * @param expected what would be right; null if the message says it all
 * @param suggestion what was probably meant; null if nothing comes close
 */
public record Problem(
    String file,
    int line,
    int column,
    String path,
    String message,
    @Nullable String expected,
    @Nullable String suggestion) {

  /** In the order of the file. */
  public static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  /** A problem with no place in any file. */
  public static Problem whole(String message) {
    return new Problem("configuration", 0, 0, "", message, null, null);
  }

  /** One line: {@code FILE:LINE:COLUMN: PATH: message (expected: ...); did you mean X?}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(message);
    if (expected != null) {
      text.append(" (expected: ").append(expected).append(')');
    }
    if (suggestion != null) {
      text.append("; did you mean ").append(suggestion).append('?');
    }
    return text.toString();
  }
}
