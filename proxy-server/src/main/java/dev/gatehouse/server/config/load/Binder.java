package dev.gatehouse.server.config.load;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings records from the tree of a file. Where something is wrong it reports a problem,
 * gives null, and goes on with the rest; a default stands in for the wrong value while the other
 * values of a record are checked.
 */
final class Binder {
  /** Enough for a hundred thousand routes; aliases of aliases must not take all memory. */
  private static final int MOST_VALUES = 4_000_000;

  private final Problems problems;
  private final Scalars scalars;
  private final References references;
  private int values;

  Binder(Problems problems, Path directory) {
    this.problems = problems;
    this.scalars = new Scalars(directory);
    this.references = new References(problems);
  }

  /** Binds a whole file; null after problems. */
  <T> @Nullable T root(Node root, Class<T> type) {
    Object bound = bind(root, type, "", null);
    references.check(root);
    return type.cast(bound);
  }

  /** Binds a file that is one list; null after problems. */
  <T> @Nullable List<T> list(Node root, Class<T> type) {
    if (!(root instanceof Node.Items items)) {
      if (!(root instanceof Node.Scalar scalar && scalar.isNull())) {
        problems.add(root.position(), "", kind(root), "a list", null);
      }
      return null;
    }
    List<Object> bound = list(items, type, "");
    return bound == null ? null : bound.stream().<T>map(type::cast).toList();
  }

  /** Binds only the required components of a record into {@code into}. */
  void required(Node.Entries entries, Shape shape, @Nullable Object[] into) {
    for (Shape.Part part : shape.parts().subList(0, into.length)) {
      into[part.index()] = part.isEntryName() ? "name" : null;
    }
    for (Node.Entry entry : entries.entries()) {
      Shape.Part part = shape.part(entry.key());
      if (part != null) {
        into[part.index()] = bind(entry.value(), part.type(), entry.key(), "name");
      } else {
        Shape.Part inlined = shape.inlined(entry.key());
        if (inlined != null) {
          into[inlined.index()] = inlined(inlined, entry, "");
        }
      }
    }
  }

  private @Nullable Object bind(Node node, Type type, String path, @Nullable String name) {
    if (node instanceof Node.Broken || tooMany(node, path)) {
      return null;
    }
    if (node instanceof Node.Scalar scalar && scalar.isNull()) {
      String expected = expected(type) + "; or leave the key out";
      problems.add(node.position(), path, "empty", expected, null);
      return null;
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (node instanceof Node.Items items && generic.getRawType() == List.class) {
        return list(items, arguments[0], path);
      } else if (node instanceof Node.Entries entries && generic.getRawType() == Map.class) {
        return map(entries, arguments[1], path);
      }
    } else if (type instanceof Class<?> plain) {
      if (node instanceof Node.Scalar scalar && Scalars.isScalar(plain)) {
        return scalar(scalar, plain, path);
      } else if (node instanceof Node.Entries entries && Shape.hasKeys(plain)) {
        return plain.isSealed()
            ? alternative(entries, plain, path)
            : record(entries, Shape.of(plain), path, name);
      } else if (node instanceof Node.Items items) {
        String key = Shape.listKey(plain);
        if (key != null) {
          return bind(asValueOf(key, items), type, path, name);
        }
      }
    }
    problems.add(node.position(), path, kind(node), expected(type), null);
    return null;
  }

  private static Node.Entries asValueOf(String key, Node.Items items) {
    Node.Entry only = new Node.Entry(key, items.position(), items);
    return new Node.Entries(items.position(), List.of(only));
  }

  private @Nullable Object scalar(Node.Scalar scalar, Class<?> type, String path) {
    try {
      return scalars.read(scalar, type);
    } catch (IllegalArgumentException e) {
      String shown = shown(scalar);
      if (Shape.notYet(type).contains(scalar.text())) {
        problems.add(
            scalar.position(), path, shown + " is not supported yet", expected(type), null);
      } else {
        String expected = Scalars.expected(e, type);
        String suggestion =
            scalar.written().equals(scalar.text()) ? Scalars.suggestion(scalar.text(), type) : null;
        problems.add(scalar.position(), path, shown, expected, suggestion);
      }
      return null;
    }
  }

  private @Nullable List<Object> list(Node.Items items, Type type, String path) {
    List<Object> bound = new ArrayList<>(items.items().size());
    Set<Node.Item> failed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node.Item item : items.items()) {
      Object value = bind(item.node(), type, path + "[" + item.place() + "]", null);
      if (value == null) {
        failed.add(item);
      } else {
        bound.add(value);
      }
    }
    items.items().removeIf(failed::contains);
    return bound.isEmpty() && !failed.isEmpty() ? null : bound;
  }

  private @Nullable Object map(Node.Entries entries, Type type, String path) {
    Map<String, Object> bound = new LinkedHashMap<>();
    for (Node.Entry entry : entries.entries()) {
      Object value = bind(entry.value(), type, below(path, entry.key()), entry.key());
      if (value != null) {
        bound.put(entry.key(), value);
      }
    }
    return bound.isEmpty() && !entries.entries().isEmpty() ? null : bound;
  }

  /** Binds the record of a sealed type that has most of the keys. */
  private @Nullable Object alternative(Node.Entries entries, Class<?> sealed, String path) {
    List<Shape> shapes = Shape.alternatives(sealed);
    Shape best = null;
    int most = 0;
    for (Shape shape : shapes) {
      int fit = fit(entries, shape);
      if (fit > most) {
        most = fit;
        best = shape;
      }
    }
    List<String> keys = shapes.stream().flatMap(shape -> shape.keys().stream()).toList();
    List<Node.Entry> own = new ArrayList<>();
    for (Node.Entry entry : entries.entries()) {
      if (!keys.contains(entry.key())) {
        unknown(entry, path, keys, Shape.notYet(sealed));
      } else if (best != null && best.part(entry.key()) == null) {
        String message = "cannot stand beside " + best.keys().getFirst();
        problems.add(entry.position(), below(path, entry.key()), message);
      } else {
        own.add(entry);
      }
    }
    if (entries.entries().isEmpty()) {
      problems.add(entries.position(), path, "empty", Scalars.oneOf(keys), null);
    }
    if (best == null) {
      return null;
    }
    Object bound = record(new Node.Entries(entries.position(), own), best, path, null);
    return own.size() < entries.entries().size() ? null : bound;
  }

  /** How well keys fit a record: by their number, and better still if none is missing; 0: none. */
  private static int fit(Node.Entries entries, Shape shape) {
    int known = 0;
    int missing = shape.required();
    for (Node.Entry entry : entries.entries()) {
      Shape.Part part = shape.part(entry.key());
      known += part == null ? 0 : 1;
      missing -= part != null && part.required() ? 1 : 0;
    }
    return known == 0 ? 0 : 2 * known + (missing == 0 ? 1 : 0);
  }

  private @Nullable Object record(
      Node.Entries entries, Shape shape, String path, @Nullable String name) {
    RecordBuilder builder = new RecordBuilder(problems, entries, shape, path);
    builder.entryName(name == null ? "" : name);
    for (Node.Entry entry : entries.entries()) {
      Shape.Part part = shape.part(entry.key());
      Shape.Part inlined = shape.inlined(entry.key());
      if (part != null) {
        String below = below(path, entry.key());
        references.add(part, entry.value(), below);
        builder.give(part, entry, bind(entry.value(), part.type(), below, null));
      } else if (inlined != null) {
        builder.give(inlined, entry, inlined(inlined, entry, path));
      } else {
        builder.meant(unknown(entry, path, shape.keys(), shape.notYet()));
      }
    }
    return builder.build();
  }

  /** Binds the record of an inlined part that has the key of {@code entry}. */
  private @Nullable Object inlined(Shape.Part part, Node.Entry entry, String path) {
    for (Shape shape : Shape.alternatives((Class<?>) part.type())) {
      if (shape.part(entry.key()) != null) {
        return record(new Node.Entries(entry.position(), List.of(entry)), shape, path, null);
      }
    }
    throw new IllegalStateException("key: " + entry.key() + " (expected: one of the part's)");
  }

  /** Reports a key that is not known, or not yet; returns what it was probably meant to be. */
  private String unknown(Node.Entry entry, String path, List<String> keys, List<String> notYet) {
    if (notYet.contains(entry.key())) {
      problems.add(entry.position(), below(path, entry.key()), "not supported yet");
      return entry.key();
    }
    List<String> all = new ArrayList<>(keys);
    all.addAll(notYet);
    String meant = Nearest.to(entry.key(), all);
    problems.add(
        entry.position(),
        path,
        "unknown key " + Problems.shown(entry.key()),
        keys.size() <= 12 ? Scalars.oneOf(keys) : null,
        meant);
    return meant == null ? "" : meant;
  }

  private boolean tooMany(Node node, String path) {
    if (values == MOST_VALUES) {
      problems.add(node.position(), path, "too many values", MOST_VALUES + " at most", null);
    }
    return values++ >= MOST_VALUES;
  }

  private static String kind(Node node) {
    return node instanceof Node.Scalar scalar ? shown(scalar) : node.kind();
  }

  static String shown(Node.Scalar scalar) {
    return Problems.shown(scalar.written());
  }

  static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** What is expected of a value of {@code type}. */
  static String expected(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class ? "a list" : "names with values";
    }
    Class<?> plain = (Class<?>) type;
    if (Scalars.isScalar(plain)) {
      return Scalars.expected(plain);
    }
    List<String> keys =
        plain.isSealed()
            ? Shape.alternatives(plain).stream().flatMap(s -> s.keys().stream()).toList()
            : Shape.of(plain).keys();
    return "keys with values, of " + String.join(", ", keys);
  }
}
