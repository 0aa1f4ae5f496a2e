package dev.gatehouse.server.config.load;

import org.jspecify.annotations.Nullable;

/**
 * Where the values of a loaded configuration stand in its file, for problems that show only when
 * they are put to use: a key that does not fit its certificate, an address that is taken.
 */
public final class Positions {
  private final Problems problems;
  private final Node root;

  Positions(Problems problems, Node root) {
    this.problems = problems;
    this.root = root;
  }

  /**
   * Returns a problem with the value at {@code path}, or with the nearest value above it that is in
   * the file.
   *
   * @param path such as {@code listeners.secure.tls.certificates[0].key}
   * @param message what is wrong; may hold values, but no secrets
   * @param expected what would be right; null if the message says it all
   */
  public Problem problem(String path, String message, @Nullable String expected) {
    return problems.problem(find(root, path).node().position(), path, message, expected, null);
  }

  /** Where the first {@code count} routes stand. */
  public RoutePlaces routes(int count) {
    return RoutePlaces.of(problems.file(), root, count);
  }

  /**
   * A node that was looked for.
   *
   * @param path the path to it with the places of list items in the file
   */
  record Found(Node node, String path) {}

  /** Returns the node at {@code path} below {@code from}; the last on the way if it ends early. */
  static Found find(Node from, String path) {
    Node node = from;
    String rest = path;
    StringBuilder places = new StringBuilder();
    while (!rest.isEmpty()) {
      Step step = step(node, rest);
      if (step == null) {
        return new Found(node, places + rest);
      }
      node = step.node();
      rest = step.rest();
      places.append(step.taken());
    }
    return new Found(node, places.toString());
  }

  private record Step(Node node, String taken, String rest) {}

  private static @Nullable Step step(Node node, String path) {
    return switch (node) {
      case Node.Entries entries -> entry(entries, path, path.startsWith(".") ? 1 : 0);
      case Node.Items items -> item(items, path);
      default -> null;
    };
  }

  /** Keys may hold dots, so the longest that fits is taken. */
  private static @Nullable Step entry(Node.Entries entries, String path, int from) {
    Step longest = null;
    int longestEnd = -1;
    for (Node.Entry entry : entries.entries()) {
      int end = from + entry.key().length();
      if (end > longestEnd && path.startsWith(entry.key(), from) && endsAt(path, end)) {
        longestEnd = end;
        longest = new Step(entry.value(), path.substring(0, end), path.substring(end));
      }
    }
    return longest;
  }

  private static boolean endsAt(String path, int end) {
    return path.length() == end || path.charAt(end) == '.' || path.charAt(end) == '[';
  }

  private static @Nullable Step item(Node.Items items, String path) {
    int close = path.indexOf(']');
    if (!path.startsWith("[") || close < 2) {
      return null;
    }
    int index = 0;
    for (int i = 1; i < close; i++) {
      index = index * 10 + (path.charAt(i) - '0');
    }
    if (index < 0 || index >= items.items().size()) {
      return null;
    }
    Node.Item item = items.items().get(index);
    return new Step(item.node(), "[" + item.place() + "]", path.substring(close + 1));
  }
}
