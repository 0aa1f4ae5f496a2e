package dev.gatehouse.server.config.load;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.core.settings.TextForm;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The reference of all keys in Markdown, made from the very shapes the reader binds by: a section
 * for each record, in the order in which a file meets them.
 */
final class ReferenceGenerator {
  private static final String NONE = "none";

  /** The sections to come and those that were, by type: each type is described once. */
  private final Map<Class<?>, String> titles = new LinkedHashMap<>();

  private final Deque<Class<?>> waiting = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();

  /** Returns the sections of a file whose root is {@code type}. */
  String reference(Class<?> type) {
    titles.put(type, "");
    waiting.add(type);
    while (!waiting.isEmpty()) {
      section(waiting.remove());
    }
    return text.toString();
  }

  private void section(Class<?> type) {
    String title = Objects.requireNonNull(titles.get(type));
    text.append("\n## ").append(title.isEmpty() ? "The file" : "`" + title + "`").append("\n\n");
    text.append(doc(type.getAnnotation(Doc.class), type)).append('\n');
    for (Shape shape : type.isSealed() ? Shape.alternatives(type) : List.of(Shape.of(type))) {
      if (type.isSealed()) {
        text.append("\n").append(doc(shape.type().getAnnotation(Doc.class), type)).append('\n');
      }
      table(shape, title);
      notYet(shape);
    }
  }

  private void table(Shape shape, String title) {
    text.append("\n| key | value | default | |\n| --- | --- | --- | --- |\n");
    Object sample = Samples.of(shape);
    for (Shape.Part part : shape.parts()) {
      if (part.isInline()) {
        for (Shape alternative : Shape.alternatives((Class<?>) part.type())) {
          row(alternative.parts().getFirst(), title, "one of these");
        }
      } else if (!part.isEntryName()) {
        row(part, title, part.required() ? "required" : otherwise(part.absent(sample)));
      }
    }
  }

  private void row(Shape.Part part, String title, String otherwise) {
    String path = title.isEmpty() ? part.key() : title + "." + part.key();
    String what = doc(part.component().getAnnotation(Doc.class), part.type());
    text.append("| `")
        .append(part.key())
        .append("` | ")
        .append(cell(value(part.type(), path)))
        .append(" | ")
        .append(cell(otherwise))
        .append(" | ")
        .append(cell(what))
        .append(" |\n");
  }

  private void notYet(Shape shape) {
    if (!shape.notYet().isEmpty()) {
      text.append("\nRefused as not supported yet: ")
          .append(
              shape.notYet().stream().map(key -> "`" + key + "`").collect(Collectors.joining(", ")))
          .append(".\n");
    }
  }

  private String value(Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? "list: " + value(arguments[0], path + "[]")
          : "by name: " + value(arguments[1], path + ".NAME");
    }
    Class<?> plain = (Class<?>) type;
    String scalar = Scalars.isScalar(plain) ? scalar(plain) : "";
    if (!Shape.hasKeys(plain)) {
      return scalar;
    }
    if (titles.putIfAbsent(plain, path) == null) {
      waiting.add(plain);
    }
    String target = Objects.requireNonNull(titles.get(plain));
    String anchor = target.replaceAll("[^A-Za-z0-9-]", "").toLowerCase(Locale.ROOT);
    String link = "[`" + target + "`](#" + anchor + ")";
    return scalar.isEmpty() ? link : scalar + ", or " + link;
  }

  private static String scalar(Class<?> type) {
    if (type.isEnum()) {
      return Shape.words(type).stream()
          .map(word -> "`" + word + "`")
          .collect(Collectors.joining(", "));
    } else if (type == int.class || type == long.class) {
      return "number";
    } else if (type == boolean.class) {
      return "`true`, `false`";
    } else if (type == String.class) {
      return "text";
    } else if (type == Duration.class) {
      return "duration";
    } else if (type == Path.class) {
      return "file";
    }
    return type.getAnnotation(TextForm.class).expected();
  }

  private static String otherwise(@Nullable Object value) {
    return switch (value) {
      case null -> NONE;
      case Choice choice -> "`" + choice.word() + "`";
      case Duration duration -> "`" + Durations.format(duration) + "`";
      case Collection<?> list ->
          list.isEmpty()
              ? NONE
              : list.stream()
                  .map(item -> item instanceof Choice choice ? choice.word() : item.toString())
                  .collect(Collectors.joining(", ", "`[", "]`"));
      case Map<?, ?> map -> NONE;
      case String string -> string.isEmpty() ? NONE : "`" + string + "`";
      default -> Shape.hasKeys(value.getClass()) ? "see there" : "`" + value + "`";
    };
  }

  private static String doc(@Nullable Doc doc, Type type) {
    return Objects.requireNonNull(doc, type.getTypeName()).value();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
