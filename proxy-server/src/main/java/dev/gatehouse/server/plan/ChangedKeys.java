package dev.gatehouse.server.plan;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Inline;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.settings.Secret;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which two settings records of one type differ, as a file has them. Values are shown
 * where they are numbers, words, sizes and the like; texts may be secrets, and are shown under few
 * keys only. Pure.
 */
final class ChangedKeys {
  /** What a text holds that a file refers to and that is not read here. */
  private static final String REFERENCE = "${";

  private static final Set<String> SHOWN =
      Set.of("path", "path-prefix", "path-regex", "strip-prefix", "add-prefix", "pool", "to");

  private final List<String> keys = new ArrayList<>();

  private ChangedKeys() {}

  static List<String> of(Record before, Record after) {
    ChangedKeys found = new ChangedKeys();
    found.compare("", before, after);
    return found.keys;
  }

  private void compare(String path, @Nullable Object before, @Nullable Object after) {
    if (Objects.equals(before, after) || isReference(after)) {
      return;
    }
    if (before instanceof Record old
        && after instanceof Record now
        && old.getClass() == now.getClass()
        && word(old) == null
        && !isText(old)) {
      for (RecordComponent component : old.getClass().getRecordComponents()) {
        String key = component.isAnnotationPresent(Inline.class) ? "" : kebab(component.getName());
        compare(below(path, key), value(component, old), value(component, now));
      }
    } else if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
      Set<Object> names = new LinkedHashSet<>(old.keySet());
      names.addAll(now.keySet());
      names.forEach(
          name -> compare(below(path, String.valueOf(name)), old.get(name), now.get(name)));
    } else {
      String key = path.isEmpty() ? "target" : path;
      keys.add(key + values(key, before, after));
    }
  }

  /** A record that stands for one text in the file. */
  private static boolean isText(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    return components.length == 1
        && components[0].getType() == String.class
        && !kebab(components[0].getName()).equals("pool");
  }

  private static @Nullable Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " (expected: a public component)", e);
    }
  }

  private static boolean isReference(@Nullable Object value) {
    return switch (value) {
      case Secret(String text) -> text.contains(REFERENCE);
      case String text -> text.contains(REFERENCE);
      case null, default -> false;
    };
  }

  private static String values(String path, @Nullable Object before, @Nullable Object after) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    String was = before == null ? "absent" : shown(key, before);
    String is = after == null ? "absent" : shown(key, after);
    return was == null || is == null ? "" : ": " + was + " -> " + is;
  }

  private static @Nullable String shown(String key, Object value) {
    return value instanceof String text && SHOWN.contains(key) ? text : word(value);
  }

  private static @Nullable String word(Object value) {
    return switch (value) {
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      case Duration time -> Durations.format(time);
      case Choice choice -> choice.word();
      case ByteSize size -> size.toString();
      case Percentage part -> part.toString();
      case HostPort address -> address.toString();
      default -> null;
    };
  }

  private static String below(String path, String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
