package dev.gatehouse.server.config.load;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.EmptyByDefault;
import dev.gatehouse.core.settings.EntryName;
import dev.gatehouse.core.settings.Inline;
import dev.gatehouse.core.settings.ListForm;
import dev.gatehouse.core.settings.NotYet;
import dev.gatehouse.core.settings.Reference;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A settings record as the configuration sees it: its keys, which of them are required, and its
 * constructors.
 *
 * @param type the record
 * @param parts its components in order
 * @param notYet keys it will have but has not yet
 * @param required how many of the components, from the first on, the shortest constructor takes
 */
record Shape(Class<?> type, List<Part> parts, List<String> notYet, int required) {
  private static final ConcurrentMap<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

  /** Of sealed types. */
  private static final ConcurrentMap<Class<?>, List<Shape>> ALTERNATIVES =
      new ConcurrentHashMap<>();

  private static final ConcurrentMap<Class<?>, List<String>> INLINE_KEYS =
      new ConcurrentHashMap<>();

  /**
   * One component of a record.
   *
   * @param index its place among the components
   * @param key what it is called in the file; of no meaning if it is the entry's name or inlined
   * @param type what is expected
   * @param component the component itself
   * @param required whether it has no default
   * @param isEntryName whether it is the name that its record stands under
   * @param isInline whether its keys stand among those of the record
   */
  record Part(
      int index,
      String key,
      Type type,
      RecordComponent component,
      boolean required,
      boolean isEntryName,
      boolean isInline) {

    /** The value where the key is absent, if that may be; {@code sample} has the defaults. */
    @Nullable Object absent(Object sample) {
      return component.isAnnotationPresent(EmptyByDefault.class) ? List.of() : of(sample);
    }

    /** The section whose names it refers to, or null. */
    @Nullable String section() {
      Reference reference = component.getAnnotation(Reference.class);
      return reference == null ? null : reference.value();
    }

    /** The value of this component of a record. */
    @Nullable Object of(Object record) {
      return invoke(() -> component.getAccessor().invoke(record));
    }
  }

  /** Returns the shape of a record type. */
  static Shape of(Class<?> type) {
    Shape known = SHAPES.get(type);
    if (known == null) {
      known = make(type);
      SHAPES.put(type, known);
    }
    return known;
  }

  /** The part that a key of the file belongs to by itself; null if there is none. */
  @Nullable Part part(String key) {
    for (Part part : parts) {
      if (part.key().equals(key) && !part.isEntryName() && !part.isInline()) {
        return part;
      }
    }
    return null;
  }

  /** The inlined part one of whose records has {@code key}; null if there is none. */
  @Nullable Part inlined(String key) {
    for (Part part : parts) {
      if (part.isInline() && inlineKeys(part).contains(key)) {
        return part;
      }
    }
    return null;
  }

  /** Every key the record knows, those of inlined parts included. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Part part : parts) {
      if (part.isInline()) {
        keys.addAll(inlineKeys(part));
      } else if (!part.isEntryName()) {
        keys.add(part.key());
      }
    }
    return keys;
  }

  /** The keys of which an inlined part takes exactly one. */
  static List<String> inlineKeys(Part part) {
    Class<?> sealed = (Class<?>) part.type();
    List<String> known = INLINE_KEYS.get(sealed);
    if (known == null) {
      known = alternatives(sealed).stream().flatMap(s -> s.keys().stream()).toList();
      INLINE_KEYS.put(sealed, known);
    }
    return known;
  }

  /** The records of a sealed type that are written with keys; others have a text form only. */
  static List<Shape> alternatives(Class<?> sealed) {
    List<Shape> known = ALTERNATIVES.get(sealed);
    if (known == null) {
      known =
          Arrays.stream(Objects.requireNonNull(sealed.getPermittedSubclasses()))
              .filter(record -> record.isAnnotationPresent(Doc.class))
              .map(Shape::of)
              .toList();
      ALTERNATIVES.put(sealed, known);
    }
    return known;
  }

  /** Makes an instance from all components; throws what its constructor throws. */
  Object create(@Nullable Object[] values) {
    Class<?>[] types = parts.stream().map(p -> p.component().getType()).toArray(Class<?>[]::new);
    return invoke(() -> type.getDeclaredConstructor(types).newInstance(values));
  }

  /** Makes an instance from the required components and the defaults of the others. */
  Object createShortest(@Nullable Object[] values) {
    return invoke(() -> shortest(type).newInstance(values));
  }

  /** The words that an annotated type will know but does not yet. */
  static List<String> notYet(AnnotatedElement element) {
    NotYet annotation = element.getAnnotation(NotYet.class);
    return annotation == null ? List.of() : List.of(annotation.value());
  }

  /** The required keys of the record with values, in YAML; empty if none is required. */
  String example() {
    Doc doc = type.getAnnotation(Doc.class);
    return doc == null ? "" : doc.example();
  }

  /**
   * Says whether values of {@code type} are written as keys with values: the record, or the records
   * of the sealed type, describe themselves.
   */
  static boolean hasKeys(Class<?> type) {
    return (type.isRecord() || type.isSealed()) && type.isAnnotationPresent(Doc.class);
  }

  /** The key whose value a list in place of keys is; null if the type cannot be written so. */
  static @Nullable String listKey(Class<?> type) {
    ListForm form = type.getAnnotation(ListForm.class);
    return form == null ? null : form.value();
  }

  /** The words of an enum. */
  static List<String> words(Class<?> choice) {
    return Arrays.stream(choice.getEnumConstants()).map(c -> ((Choice) c).word()).toList();
  }

  /** {@code maxAge} as {@code max-age}. */
  static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Shape make(Class<?> type) {
    int required = shortest(type).getParameterCount();
    List<Part> parts = new ArrayList<>();
    List<String> notYet = new ArrayList<>(notYet(type));
    for (RecordComponent component : type.getRecordComponents()) {
      int index = parts.size();
      String key = kebab(component.getName());
      boolean needed = index < required && !component.isAnnotationPresent(EmptyByDefault.class);
      Part part =
          new Part(
              index,
              key,
              component.getGenericType(),
              component,
              needed,
              component.isAnnotationPresent(EntryName.class),
              component.isAnnotationPresent(Inline.class));
      if (part.isInline()) {
        notYet.addAll(notYet(component.getType()));
      }
      parts.add(part);
    }
    return new Shape(type, List.copyOf(parts), List.copyOf(notYet), required);
  }

  private static Constructor<?> shortest(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .min(Comparator.comparingInt(Constructor::getParameterCount))
        .orElseThrow();
  }

  private interface Reflection<T> {
    T run() throws ReflectiveOperationException;
  }

  private static <T> T invoke(Reflection<T> reflection) {
    try {
      return reflection.run();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("settings: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings: " + e.getMessage(), e);
    }
  }
}
