package dev.gatehouse.core.http;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the systems that take part in a trace have to say for themselves, as the field {@code
 * tracestate} has it (W3C Trace Context, 3.3). Pure.
 */
public final class TraceState {
  private static final int MOST_MEMBERS = 32;

  /** What is passed on at least (3.3.1.5), and here at most. */
  private static final int LONGEST = 512;

  private static final int LONGEST_KEY = 256;

  private TraceState() {}

  /**
   * The field's value as it may be passed on, without its last members if it is too long; empty if
   * it is malformed, which is to be dropped as a whole (3.3.1.1).
   *
   * @param value all lines of the field, joined by commas; null if there is none
   */
  public static String of(@Nullable String value) {
    if (value == null) {
      return "";
    }
    StringBuilder kept = new StringBuilder();
    Set<String> keys = new HashSet<>();
    boolean full = false;
    for (String member : value.split(",", -1)) {
      String text = strip(member);
      if (text.isEmpty()) {
        continue;
      }
      int equals = text.indexOf('=');
      if (equals < 0
          || !isKey(text.substring(0, equals))
          || !isValue(text.substring(equals + 1))
          || !keys.add(text.substring(0, equals))
          || keys.size() > MOST_MEMBERS) {
        return "";
      }
      full |= kept.length() + text.length() + 1 > LONGEST;
      if (!full) {
        kept.append(kept.isEmpty() ? "" : ",").append(text);
      }
    }
    return kept.toString();
  }

  private static String strip(String member) {
    int from = 0;
    int to = member.length();
    while (from < to && isSpace(member.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(member.charAt(to - 1))) {
      to--;
    }
    return member.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isKey(String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      return false;
    }
    char first = key.charAt(0);
    if (!(first >= 'a' && first <= 'z') && !(first >= '0' && first <= '9')) {
      return false;
    }
    for (int i = 1; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!plain && "_-*/@".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '=') {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= LONGEST_KEY;
  }
}
