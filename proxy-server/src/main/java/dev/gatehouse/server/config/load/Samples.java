package dev.gatehouse.server.config.load;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance of each settings record that has nothing but defaults, with its example's values
 * where there are no defaults: where the reader takes defaults from, and what stands in for a value
 * that is wrong while the others are checked.
 */
final class Samples {
  private static final ConcurrentMap<Class<?>, Object> SAMPLES = new ConcurrentHashMap<>();

  private Samples() {}

  /** Returns the sample of a record. */
  static Object of(Shape shape) {
    Object known = SAMPLES.get(shape.type());
    if (known == null) {
      known = make(shape);
      SAMPLES.put(shape.type(), known);
    }
    return known;
  }

  private static Object make(Shape shape) {
    @Nullable Object[] values = new @Nullable Object[shape.required()];
    if (values.length > 0) {
      Problems problems = new Problems(shape.type().getName());
      Path directory = Path.of("");
      Substitution nothing = new Substitution(Map.of(), directory, problems);
      Node example =
          Objects.requireNonNull(new TreeReader(problems, nothing).read(shape.example()));
      new Binder(problems, directory).required((Node.Entries) example, shape, values);
      if (!problems.isEmpty()) {
        throw new IllegalStateException(
            "example: " + problems.sorted() + " (expected: a valid one)");
      }
    }
    return shape.createShortest(values);
  }
}
