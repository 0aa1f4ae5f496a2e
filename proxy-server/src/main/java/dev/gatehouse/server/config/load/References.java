package dev.gatehouse.server.config.load;

import java.util.ArrayList;
import java.util.List;

/** The names a file uses for what it defines elsewhere, checked once all of it has been read. */
final class References {
  private record Use(Position position, String name, String shown, String section, String path) {}

  private final Problems problems;
  private final List<Use> uses = new ArrayList<>();

  References(Problems problems) {
    this.problems = problems;
  }

  /** Notes the names in {@code node}, if {@code part} refers to anything. */
  void add(Shape.Part part, Node node, String path) {
    String section = part.section();
    if (section == null) {
      return;
    }
    if (node instanceof Node.Scalar name) {
      add(name, section, path);
    } else if (node instanceof Node.Entries entries) {
      for (Node.Entry entry : entries.entries()) {
        String key = entry.key();
        String below = Binder.below(path, key);
        uses.add(new Use(entry.position(), key, Problems.shown(key), section, below));
      }
    } else if (node instanceof Node.Items items) {
      for (Node.Item item : items.items()) {
        if (item.node() instanceof Node.Scalar name) {
          add(name, section, path + "[" + item.place() + "]");
        }
      }
    }
  }

  private void add(Node.Scalar name, String section, String path) {
    if (!name.isNull()) {
      uses.add(new Use(name.position(), name.text(), Binder.shown(name), section, path));
    }
  }

  /** Reports every name that {@code root} does not define. */
  void check(Node root) {
    for (Use use : uses) {
      List<String> defined =
          root instanceof Node.Entries entries
                  && entries.get(use.section()) instanceof Node.Entries section
              ? section.entries().stream().map(Node.Entry::key).toList()
              : List.of();
      if (!defined.contains(use.name())) {
        problems.add(
            use.position(),
            use.path(),
            "no " + use.section().replaceFirst("s$", "") + " is named " + use.shown(),
            defined.isEmpty() || defined.size() > 12
                ? "a name defined in " + use.section()
                : Scalars.oneOf(defined),
            Nearest.to(use.name(), defined));
      }
    }
  }
}
