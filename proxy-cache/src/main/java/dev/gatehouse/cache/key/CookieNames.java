package dev.gatehouse.cache.key;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cookies of a request by their names, as any backend may read them: white space around a name does
 * not count, and of several with one name all do. Pure functions.
 */
final class CookieNames {
  private CookieNames() {}

  /**
   * Says whether there is one that one of {@code names} means.
   *
   * @param names a star at the end of one stands for any rest
   */
  static boolean hasAny(Headers fields, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (scan(fields, names.get(i), null)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Appends the values of all cookies of that name, each with its equals sign behind a semicolon,
   * which no value has: so several never look like one, nor one without a value like an empty one.
   */
  static void appendValues(StringBuilder text, Headers fields, String name) {
    scan(fields, name, text);
  }

  private static boolean scan(Headers fields, String name, @Nullable StringBuilder values) {
    boolean found = false;
    int line = fields.indexOf(HeaderNames.COOKIE, 0);
    while (line >= 0 && !(found && values == null)) {
      String pairs = fields.value(line);
      int from = 0;
      while (from < pairs.length()) {
        int semicolon = pairs.indexOf(';', from);
        int end = semicolon < 0 ? pairs.length() : semicolon;
        int equals = pairs.indexOf('=', from);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        if (isNamed(pairs, from, nameEnd, name)) {
          found = true;
          if (values != null) {
            values.append(';').append(pairs, nameEnd, end);
          }
        }
        from = end + 1;
      }
      line = fields.indexOf(HeaderNames.COOKIE, line + 1);
    }
    return found;
  }

  private static boolean isNamed(String pairs, int from, int nameEnd, String name) {
    int start = from;
    int end = nameEnd;
    while (start < end && isSpace(pairs.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(pairs.charAt(end - 1))) {
      end--;
    }
    return Names.matches(name, pairs, start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
