package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.Headers;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of comma-separated fields (RFC 9110 §5.6.1), over all lines of a field. A comma
 * within a quoted string does not end a member.
 */
final class FieldLists {
  private FieldLists() {}

  /** Gives {@code use} each member of {@code name} that is not empty, without outer white space. */
  static void forEach(Headers headers, String name, Consumer<String> use) {
    for (int i = headers.indexOf(name, 0); i >= 0; i = headers.indexOf(name, i + 1)) {
      forEach(headers.value(i), use);
    }
  }

  /**
   * Gives {@code use} each member of {@code list} that is not empty. A quote that does not end
   * hides nothing: what is behind it may be what forbids something.
   */
  static void forEach(String list, Consumer<String> use) {
    int begin = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      if (c == ',') {
        String member = list.substring(begin, i).strip();
        if (!member.isEmpty()) {
          use.accept(member);
        }
        begin = i + 1;
      } else if (c == '"') {
        i = Math.max(i, endOfQuoted(list, i));
      }
    }
  }

  /** Where the quoted string ends that begins at {@code from}; -1 if it does not. */
  private static int endOfQuoted(String list, int from) {
    for (int i = from + 1; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  /**
   * Gives {@code use} each directive of {@code name}: its name in lower case, and its argument
   * without quotes, null if it has none. White space around the equals sign is not allowed, and
   * makes the directive another one.
   */
  static void forEachDirective(
      Headers headers, String name, BiConsumer<String, @Nullable String> use) {
    forEach(
        headers,
        name,
        member -> {
          int equals = member.indexOf('=');
          String directive = equals < 0 ? member : member.substring(0, equals);
          String argument = equals < 0 ? null : unquoted(member.substring(equals + 1));
          use.accept(directive.toLowerCase(Locale.ROOT), argument);
        });
  }

  /** The text of a quoted string (RFC 9110 §5.6.4); anything else as it is. */
  static String unquoted(String text) {
    if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 1; i < text.length() - 1; i++) {
      if (text.charAt(i) == '\\' && i < text.length() - 2) {
        i++;
      }
      plain.append(text.charAt(i));
    }
    return plain.toString();
  }
}
