package dev.gatehouse.server.config.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The problems found in one file so far. */
final class Problems {
  private static final int SHOWN = 80;

  private final String file;
  private final Set<Place> seen = new HashSet<>();
  private final List<Problem> found = new ArrayList<>();

  /** What makes a problem the same, though it is met by way of several aliases. */
  private record Place(Position at, String key, String message) {}

  Problems(String file) {
    this.file = file;
  }

  void add(Position at, String path, String message) {
    add(at, path, message, null, null);
  }

  void add(
      Position at,
      String path,
      String message,
      @Nullable String expected,
      @Nullable String suggestion) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    if (seen.add(new Place(at, key, message))) {
      found.add(problem(at, path, message, expected, suggestion));
    }
  }

  Problem problem(
      Position at,
      String path,
      String message,
      @Nullable String expected,
      @Nullable String suggestion) {
    return new Problem(file, at.line(), at.column(), path, message, expected, suggestion);
  }

  String file() {
    return file;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  int count() {
    return found.size();
  }

  /** All of them, in the order of the file. */
  List<Problem> sorted() {
    return found.stream().sorted(Problem.BY_PLACE).toList();
  }

  /** Returns {@code text} fit to stand in one line of a message: escaped and not too long. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (shown.length() >= SHOWN) {
        return shown.append("...").toString();
      }
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        default -> {
          if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028') {
            shown.append(String.format("\\u%04x", (int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.isEmpty() ? "\"\"" : shown.toString();
  }
}
