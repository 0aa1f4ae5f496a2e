package dev.gatehouse.server.config.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    Map<String, Set<String>> sections = new HashMap<>();
    for (Use use : uses) {
      Set<String> names = sections.computeIfAbsent(use.section(), name -> names(root, name));
      if (!names.contains(use.name())) {
        List<String> defined = new ArrayList<>(names);
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

  private static Set<String> names(Node root, String section) {
    Set<String> names = new LinkedHashSet<>();
    if (root instanceof Node.Entries entries
        && entries.get(section) instanceof Node.Entries defined) {
      defined.entries().forEach(entry -> names.add(entry.key()));
    }
    return names;
  }
}
