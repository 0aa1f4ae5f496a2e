package dev.gatehouse.server.config.load;

import java.util.List;

/**
 * Where the routes of a configuration stand in its file: what is left of the file's {@link
 * Positions} when it serves. Immutable.
 */
public final class RoutePlaces {
  private final String file;
  private final int[] lines;
  private final int[] columns;

  private RoutePlaces(String file, int[] lines, int[] columns) {
    this.file = file;
    this.lines = lines;
    this.columns = columns;
  }

  /** Those of the first {@code count} routes. */
  static RoutePlaces of(String file, Node root, int count) {
    int[] lines = new int[count];
    int[] columns = new int[count];
    if (root instanceof Node.Entries entries
        && entries.get("routes") instanceof Node.Items routes) {
      List<Node.Item> items = routes.items();
      for (int i = 0; i < Math.min(count, items.size()); i++) {
        Position at = items.get(i).node().position();
        lines[i] = at.line();
        columns[i] = at.column();
      }
    }
    return new RoutePlaces(file, lines, columns);
  }

  /** Where the route at {@code index} stands: {@code FILE:LINE:COLUMN}. */
  public String of(int index) {
    return lines[index] == 0 ? file : file + ":" + lines[index] + ":" + columns[index];
  }
}
