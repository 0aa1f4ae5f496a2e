package dev.gatehouse.core.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A header or trailer section: fields in the order they arrived, in one flat array of names and
 * values.
 *
 * <p>Names are lower case ({@link HeaderNames}); values are octets as ISO 8859-1 characters without
 * outer white space. A field may occur several times. Look-ups are a scan: sections are short, and
 * a scan over one array beats hashing there.
 *
 * <p>Not thread-safe: confined to the event loop of its exchange.
 */
public final class Headers {
  private static final String[] NONE = {};

  private String[] fields;
  private int end;

  /** Makes an empty section. */
  public Headers() {
    fields = NONE;
  }

  /** Makes an empty section with room for {@code capacity} fields. */
  public Headers(int capacity) {
    fields = new String[capacity * 2];
  }

  /** The number of field lines. */
  public int size() {
    return end >> 1;
  }

  /** The number of characters in all names and values. */
  public int bytes() {
    int bytes = 0;
    for (int i = 0; i < size(); i++) {
      bytes += name(i).length() + value(i).length();
    }
    return bytes;
  }

  public boolean isEmpty() {
    return end == 0;
  }

  /** The name of field line {@code index}, 0 to {@link #size()} - 1. */
  public String name(int index) {
    return fields[index << 1];
  }

  /** The value of field line {@code index}, 0 to {@link #size()} - 1. */
  public String value(int index) {
    return fields[(index << 1) + 1];
  }

  /** Appends a field line; {@code name} is in lower case. */
  public Headers add(String name, String value) {
    if (end == fields.length) {
      fields = Arrays.copyOf(fields, Math.max(16, end * 2));
    }
    fields[end] = name;
    fields[end + 1] = value;
    end += 2;
    return this;
  }

  /** Appends every line of {@code other}. */
  public Headers addAll(Headers other) {
    if (end + other.end > fields.length) {
      fields = Arrays.copyOf(fields, end + other.end + 8);
    }
    System.arraycopy(other.fields, 0, fields, end, other.end);
    end += other.end;
    return this;
  }

  /** Makes {@code value} the only value of {@code name}, at the place of its first line. */
  public Headers set(String name, String value) {
    int at = indexOf(name, 0);
    if (at < 0) {
      return add(name, value);
    }
    fields[(at << 1) + 1] = value;
    removeFrom(name, at + 1);
    return this;
  }

  /** Gives line {@code index} another value. */
  public void replaceAt(int index, String value) {
    fields[(index << 1) + 1] = value;
  }

  /** The value of the first line named {@code name}, or null. */
  public @Nullable String get(String name) {
    int at = indexOf(name, 0);
    return at < 0 ? null : fields[(at << 1) + 1];
  }

  /**
   * All lines named {@code name} joined by {@code ", "} (RFC 9110 §5.3), or null. Not for
   * Set-Cookie.
   */
  public @Nullable String combined(String name) {
    int at = indexOf(name, 0);
    if (at < 0) {
      return null;
    }
    int next = indexOf(name, at + 1);
    if (next < 0) {
      return value(at);
    }
    StringBuilder all = new StringBuilder(value(at));
    for (; next >= 0; next = indexOf(name, next + 1)) {
      all.append(", ").append(value(next));
    }
    return all.toString();
  }

  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /** How many lines are named {@code name}. */
  public int count(String name) {
    int count = 0;
    for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 1)) {
      count++;
    }
    return count;
  }

  /** The first line at or after {@code from} named {@code name}, or -1. */
  public int indexOf(String name, int from) {
    String[] all = fields;
    for (int i = from << 1; i < end; i += 2) {
      String candidate = all[i];
      if (same(candidate, name)) {
        return i >> 1;
      }
    }
    return -1;
  }

  /** Removes every line named {@code name}; says whether there was one. */
  public boolean remove(String name) {
    int at = indexOf(name, 0);
    return at >= 0 && removeFrom(name, at);
  }

  /** Removes line {@code index}; the lines behind it move up. */
  public void removeAt(int index) {
    int at = index << 1;
    System.arraycopy(fields, at + 2, fields, at, end - at - 2);
    clearFrom(end - 2);
  }

  public void clear() {
    clearFrom(0);
  }

  /** A section of its own with the same lines. */
  public Headers copy() {
    Headers copy = new Headers();
    copy.fields = Arrays.copyOf(fields, end);
    copy.end = end;
    return copy;
  }

  private boolean removeFrom(String name, int index) {
    String[] all = fields;
    int to = index << 1;
    for (int from = to; from < end; from += 2) {
      if (!same(all[from], name)) {
        all[to] = all[from];
        all[to + 1] = all[from + 1];
        to += 2;
      }
    }
    boolean removed = to < end;
    clearFrom(to);
    return removed;
  }

  @SuppressWarnings("NullAway") // slots beyond the end hold null; no method reads them
  private void clearFrom(int to) {
    Arrays.fill(fields, to, end, null);
    end = to;
  }

  private static boolean same(String a, String b) {
    return a == b || a.equals(b); // known names are one instance each: the common case ends at ==
  }

  /** For people and tests: one {@code name: value} line per field. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size(); i++) {
      text.append(name(i)).append(": ").append(value(i)).append('\n');
    }
    return text.toString();
  }
}
