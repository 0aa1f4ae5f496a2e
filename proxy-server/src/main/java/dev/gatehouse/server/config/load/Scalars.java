package dev.gatehouse.server.config.load;

import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.InvalidSetting;
import dev.gatehouse.core.settings.TextForm;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values that are written as one text: how they are read, and what is said where that fails. */
final class Scalars {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern EXPECTED = Pattern.compile("\\(expected: (.*)\\)$", Pattern.DOTALL);
  private static final Pattern PORT = Pattern.compile(":?([0-9]{1,5})");
  private static final Pattern SIZE = Pattern.compile("([0-9]+) *([kKmMgG]?)(i?[bB])?");
  private static final Pattern SPAN =
      Pattern.compile("([0-9]+) *(ms|s|m|h|sec|secs|seconds?|mins?|minutes?|hours?)?");

  private final Path directory;

  Scalars(Path directory) {
    this.directory = directory;
  }

  /** Says whether values of {@code type} are written as one text, perhaps among other forms. */
  static boolean isScalar(Class<?> type) {
    return type == String.class
        || type == int.class
        || type == long.class
        || type == boolean.class
        || type == Duration.class
        || type == Path.class
        || type.isEnum()
        || type.isAnnotationPresent(TextForm.class);
  }

  /** Reads a value; throws {@link IllegalArgumentException} if it is none. */
  Object read(Node.Scalar scalar, Class<?> type) {
    String text = scalar.text();
    boolean bare = scalar.plain() || !scalar.written().equals(text);
    if (type == String.class) {
      return text;
    } else if (type == int.class) {
      return Math.toIntExact(integer(text, bare, Integer.MAX_VALUE));
    } else if (type == long.class) {
      return integer(text, bare, Long.MAX_VALUE);
    } else if (type == boolean.class) {
      return truth(text, bare);
    } else if (type == Duration.class) {
      return Durations.parse(text);
    } else if (type == Path.class) {
      return path(text);
    } else if (type.isEnum()) {
      return choice(text, type);
    }
    return parse(text, type);
  }

  /** What is expected of a value of {@code type}. */
  static String expected(Class<?> type) {
    if (type == int.class || type == long.class) {
      return "a whole number without quotes";
    } else if (type == boolean.class) {
      return "true or false";
    } else if (type == Duration.class) {
      return Durations.EXPECTED;
    } else if (type == Path.class) {
      return "the path of a file";
    } else if (type.isEnum()) {
      return oneOf(Shape.words(type));
    }
    TextForm form = type.getAnnotation(TextForm.class);
    return form == null ? "a text" : form.expected();
  }

  /** What is expected where {@code e} was thrown: its own words, or those of the type. */
  static String expected(IllegalArgumentException e, Class<?> type) {
    if (e instanceof InvalidSetting invalid) {
      return invalid.expected();
    }
    Matcher own = EXPECTED.matcher(String.valueOf(e.getMessage()));
    return own.find() ? own.group(1) : expected(type);
  }

  /** What {@code text} was probably meant to be; null if nothing comes close. */
  static @Nullable String suggestion(String text, Class<?> type) {
    if (type == boolean.class) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "yes", "on", "true", "1" -> "true";
        case "no", "off", "false", "0" -> "false";
        default -> null;
      };
    } else if (type.isEnum()) {
      return Nearest.to(text, Shape.words(type));
    } else if (type == Duration.class) {
      Matcher span = SPAN.matcher(text);
      return span.matches() ? span.group(1) + unit(span.group(2)) : null;
    } else if (type == HostPort.class) {
      Matcher port = PORT.matcher(text);
      return port.matches() ? "0.0.0.0:" + port.group(1) : null;
    } else if (type == BackendSettings.class || type == BackendUrl.class) {
      String url = "http://" + text;
      return Pattern.matches(type.getAnnotation(TextForm.class).pattern(), url)
              && text.indexOf("://") < 0
          ? url
          : null;
    } else if (type == ByteSize.class) {
      Matcher size = SIZE.matcher(text);
      if (size.matches()) {
        String unit = size.group(2).toUpperCase(Locale.ROOT);
        return size.group(1) + (unit.isEmpty() ? "B" : unit + "iB");
      }
    }
    return null;
  }

  /** {@code a, b or c}. */
  static String oneOf(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static String unit(@Nullable String unit) {
    if (unit == null || unit.startsWith("s")) {
      return "s";
    }
    return unit.equals("ms") ? "ms" : unit.substring(0, 1);
  }

  private static long integer(String text, boolean bare, long most) {
    if (!bare || !INTEGER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "value: " + text + " (expected: a whole number without quotes)");
    }
    long value = Long.parseLong(text);
    if (Math.abs(value) > most) {
      throw new IllegalArgumentException("value: " + text + " (expected: at most " + most + ")");
    }
    return value;
  }

  private static boolean truth(String text, boolean bare) {
    if (!bare || !(text.equals("true") || text.equals("false"))) {
      throw new IllegalArgumentException("value: " + text + " (expected: true or false)");
    }
    return text.equals("true");
  }

  private Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return directory.resolve(text).normalize();
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("path: " + text + " (expected: the path of a file)", e);
    }
    throw new IllegalArgumentException("path: empty (expected: the path of a file)");
  }

  private static Object choice(String text, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (((Choice) constant).word().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text + " (expected: " + oneOf(Shape.words(type)) + ")");
  }

  private static Object parse(String text, Class<?> type) {
    try {
      Method parse = type.getMethod("parse", String.class);
      return parse.invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSetting invalid) {
        throw invalid;
      }
      if (e.getCause() instanceof IllegalArgumentException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(type + ".parse: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + ": no parse(String)", e);
    }
  }
}
