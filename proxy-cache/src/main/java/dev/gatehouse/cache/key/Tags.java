package dev.gatehouse.cache.key;

import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;

/** The tags that a response carries, by which it can be purged. Pure functions. */
public final class Tags {
  private Tags() {}

  /**
   * Reads them, each once and in their order: the words of all fields named in {@code names}, which
   * spaces or commas part. Case matters.
   */
  public static List<String> of(Headers headers, List<String> names) {
    List<String> tags = List.of();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int line = headers.indexOf(name, 0);
      while (line >= 0) {
        tags = tags.isEmpty() ? new ArrayList<>(4) : tags;
        addWords(headers.value(line), tags);
        line = headers.indexOf(name, line + 1);
      }
    }
    return tags.isEmpty() ? List.of() : List.copyOf(tags);
  }

  /** Says whether a response can carry {@code word} as a tag. */
  public static boolean isTag(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',');
  }

  private static void addWords(String value, List<String> tags) {
    int from = 0;
    while (from < value.length()) {
      int end = from;
      while (end < value.length() && !isBetween(value.charAt(end))) {
        end++;
      }
      if (end > from) {
        String word = value.substring(from, end);
        if (!tags.contains(word)) {
          tags.add(word);
        }
      }
      from = end + 1;
    }
  }

  private static boolean isBetween(char c) {
    return c == ' ' || c == '\t' || c == ',';
  }
}
