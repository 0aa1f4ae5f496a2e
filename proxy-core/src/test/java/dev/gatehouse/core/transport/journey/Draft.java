package dev.gatehouse.core.transport.journey;

import java.util.ArrayList;
import java.util.List;

/** A message that a test is to send, in whatever the connection speaks. Filled line by line. */
final class Draft {
  /** How the sending ends. */
  enum End {
    COMPLETE,
    /** The rest is still to come. */
    OPEN,
    /** The connection ends, as if all were well. */
    CLOSE,
    /** The connection (HTTP/1) or the stream (HTTP/2) is reset. */
    RESET
  }

  final String start;
  final List<String> fields = new ArrayList<>();
  final List<String> pieces = new ArrayList<>();
  final List<String> trailers = new ArrayList<>();
  End end = End.COMPLETE;

  /** HTTP/1 answers only: the close ends the content. */
  boolean untilClose;

  Draft(String start) {
    this.start = start;
  }

  String word(int index) {
    return start.split(" ", -1)[index];
  }

  String method() {
    return word(0);
  }

  boolean has(String name) {
    return fields.stream()
        .anyMatch(field -> field.regionMatches(true, 0, name + ':', 0, name.length() + 1));
  }

  boolean hasContent() {
    return !pieces.isEmpty() || !trailers.isEmpty();
  }

  /** What a strict reader understands of it. */
  Message understood() {
    List<String> named = new ArrayList<>();
    for (String field : fields) {
      int colon = field.indexOf(':');
      named.add(
          field.substring(0, colon).toLowerCase(java.util.Locale.ROOT)
              + ": "
              + field.substring(colon + 1).strip());
    }
    return new Message(
        start, named, String.join("", pieces), List.copyOf(trailers), Message.State.COMPLETE);
  }
}
