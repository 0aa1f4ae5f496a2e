package dev.gatehouse.server.config.load;

import dev.gatehouse.core.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One settings record on its way from its keys: what was given, what was wrong. */
final class RecordBuilder {
  private final Problems problems;
  private final Node.Entries entries;
  private final Shape shape;
  private final String path;
  private final @Nullable Object[] values;
  private final BitSet given = new BitSet();
  private final Set<String> meant = new HashSet<>();
  private final int problemsBefore;

  RecordBuilder(Problems problems, Node.Entries entries, Shape shape, String path) {
    this.problems = problems;
    this.entries = entries;
    this.shape = shape;
    this.path = path;
    this.values = new @Nullable Object[shape.parts().size()];
    this.problemsBefore = problems.count();
  }

  /** Sets the component that is not a key but the name the record stands under. */
  void entryName(String name) {
    for (Shape.Part part : shape.parts()) {
      if (part.isEntryName()) {
        values[part.index()] = name;
        given.set(part.index());
      }
    }
  }

  /**
   * Sets a component; {@code value} is null if it could not be bound, which is reported already.
   */
  void give(Shape.Part part, Node.Entry entry, @Nullable Object value) {
    if (given.get(part.index())) {
      String expected = "exactly one of " + Scalars.oneOf(Shape.inlineKeys(part));
      problems.add(
          entry.position(), Binder.below(path, entry.key()), "one too many", expected, null);
      return;
    }
    given.set(part.index());
    values[part.index()] = value;
  }

  /** Notes the key that was probably meant by one that is not known: it is not missing as well. */
  void meant(String key) {
    meant.add(key);
  }

  /** Returns the record; null after problems. */
  @Nullable Object build() {
    Object sample = Samples.of(shape);
    for (Shape.Part part : shape.parts()) {
      if (part.required() && !given.get(part.index())) {
        missing(part);
      }
      if (values[part.index()] == null) {
        boolean absent = !given.get(part.index());
        given.clear(part.index());
        values[part.index()] = absent ? part.absent(sample) : part.of(sample);
      }
    }
    while (true) {
      try {
        Object made = shape.create(values);
        return problems.count() == problemsBefore ? made : null;
      } catch (InvalidSetting e) {
        Shape.Part bad = owner(e.name());
        report(e, bad);
        if (bad == null || !given.get(bad.index())) {
          return null;
        }
        if (!takenOut(bad, e.name())) {
          given.clear(bad.index());
          values[bad.index()] = bad.of(sample);
        }
      }
    }
  }

  /** Takes the refused one out of several values of a component, so that the rest is checked. */
  private boolean takenOut(Shape.Part part, String name) {
    Object value = values[part.index()];
    String rest = name.substring(part.key().length());
    if (value instanceof List<?> list && list.size() > 1 && rest.startsWith("[")) {
      int index = Integer.parseInt(rest.substring(1, rest.indexOf(']')));
      List<Object> others = new ArrayList<>(list);
      others.remove(index);
      values[part.index()] = others;
      if (entries.get(part.key()) instanceof Node.Items items) {
        items.items().remove(index);
      }
      return true;
    } else if (value instanceof Map<?, ?> map && map.size() > 1 && rest.startsWith(".")) {
      Map<Object, Object> others = new LinkedHashMap<>(map);
      others.keySet().removeIf(key -> rest.equals("." + key) || rest.startsWith("." + key + "."));
      values[part.index()] = others;
      return others.size() < map.size();
    }
    return false;
  }

  private void missing(Shape.Part part) {
    if (part.isInline()) {
      List<String> keys = new ArrayList<>(Shape.inlineKeys(part));
      List<String> known = List.copyOf(keys);
      keys.addAll(Shape.notYet((Class<?>) part.type()));
      if (Collections.disjoint(keys, meant)) {
        String expected = "exactly one of " + Scalars.oneOf(known);
        problems.add(entries.position(), path, "nothing that answers", expected, null);
      }
    } else if (!meant.contains(part.key())) {
      String expected = Binder.expected(part.type());
      problems.add(entries.position(), Binder.below(path, part.key()), "missing", expected, null);
    }
  }

  /** Reports what a constructor refused, unless only a stand-in for a wrong value is to blame. */
  private void report(InvalidSetting e, Shape.@Nullable Part bad) {
    if (problems.count() == problemsBefore || (bad != null && given.get(bad.index()))) {
      Positions.Found found = Positions.find(entries, e.name());
      Node node = found.node();
      String at = bad == null || bad.isEntryName() ? path : Binder.below(path, found.path());
      problems.add(node.position(), at, shown(node, e.value()), e.expected(), null);
    }
  }

  /** The value as it may be shown: with references in place of what they stand for. */
  private static String shown(Node node, String value) {
    if (node instanceof Node.Scalar scalar && !scalar.written().equals(scalar.text())) {
      return Binder.shown(scalar);
    }
    return Problems.shown(value);
  }

  private Shape.@Nullable Part owner(String name) {
    for (Shape.Part part : shape.parts()) {
      String key = part.key();
      if (name.equals(key) || name.startsWith(key + "[") || name.startsWith(key + ".")) {
        return part;
      }
    }
    return null;
  }
}
