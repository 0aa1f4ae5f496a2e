package dev.gatehouse.core.transport.journey;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as its reader understands it, whatever framed it.
 *
 * @param start {@code POST /path?query} or {@code 200}
 * @param fields {@code name: value} each, names in lower case; the authority as Host, first
 * @param trailers likewise
 */
record Message(
    String start, List<String> fields, String content, List<String> trailers, State state) {

  /** How far a message has come. */
  enum State {
    /** Its reader knows that it has all of it. */
    COMPLETE,
    /** Its reader knows that the rest will never come. */
    CUT,
    /** More may come. */
    OPEN
  }

  boolean interim() {
    return start.length() == 3 && start.charAt(0) == '1';
  }

  /** The value of the first field of this name. */
  @Nullable String value(String name) {
    return value(fields, name);
  }

  static @Nullable String value(List<String> fields, String name) {
    for (String field : fields) {
      if (field.startsWith(name + ":")) {
        return field.substring(name.length() + 1).strip();
      }
    }
    return null;
  }

  static String name(String field) {
    return field.substring(0, field.indexOf(':', 1));
  }

  /** The same without the fields that {@code dropped} names. */
  Message without(java.util.function.Predicate<String> dropped) {
    List<String> kept = new ArrayList<>();
    for (String field : fields) {
      if (!dropped.test(name(field))) {
        kept.add(field);
      }
    }
    return new Message(start, kept, content, trailers, state);
  }

  Message with(String other) {
    return new Message(start, fields, other, trailers, state);
  }

  Message in(State other) {
    return new Message(start, fields, content, trailers, other);
  }
}
