package dev.gatehouse.core.transport.journey;

import dev.gatehouse.core.transport.journey.Message.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A second reader of HTTP/1, written from the grammar of RFC 9112 with patterns and none of the
 * proxy's code: what it does not understand in one way only, it does not understand at all.
 */
final class StrictHttp1 {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
  private static final String VALUE = "[\\t\\x20-\\x7e\\x80-\\xff]";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + "{1,32}) ([\\x21-\\x7e]+) HTTP/1\\.([0-9])");
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.([0-9]) ([1-5][0-9][0-9])( " + VALUE + "*)?");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "+):[ \\t]*(" + VALUE + "*?)[ \\t]*");
  private static final Pattern CHUNK =
      Pattern.compile("\\G([0-9A-Fa-f]{1,15})(;" + VALUE + "*)?\\r\\n");

  /**
   * @param error why nothing behind the messages was read; null if all of it was, or is only not
   *     complete
   */
  record Parsed(List<Message> messages, @Nullable String error) {}

  private final String wire;
  private final boolean closed;
  private final boolean reset;
  private final List<Message> messages = new ArrayList<>();
  private int at;

  private StrictHttp1(String wire, boolean closed, boolean reset) {
    this.wire = wire;
    this.closed = closed;
    this.reset = reset;
  }

  /** What a server reads that is sent {@code wire}, in ISO 8859-1. */
  static Parsed requests(String wire, boolean closed) {
    StrictHttp1 parser = new StrictHttp1(wire, closed, false);
    String error = parser.all(null);
    return new Parsed(parser.messages, error);
  }

  /** What a client reads that has sent requests of {@code methods}, in their order. */
  static Parsed responses(String wire, List<String> methods, boolean closed, boolean reset) {
    StrictHttp1 parser = new StrictHttp1(wire, closed, reset);
    String error = parser.all(methods.iterator());
    return new Parsed(parser.messages, error);
  }

  private @Nullable String all(@Nullable Iterator<String> methods) {
    while (at < wire.length()) {
      if (methods == null && wire.startsWith("\r\n", at)) {
        at += 2;
      }
      int headEnd = wire.indexOf("\r\n\r\n", at);
      if (headEnd < 0) {
        return null;
      }
      String[] lines = wire.substring(at, headEnd).split("\r\n", -1);
      at = headEnd + 4;
      List<String> fields = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) {
        if (!field(lines[i], fields)) {
          return "field line: " + lines[i];
        }
      }
      String error =
          methods == null ? request(lines[0], fields) : answer(lines[0], fields, methods);
      if (error != null || messages.getLast().state() != State.COMPLETE) {
        return error;
      }
    }
    return null;
  }

  private static boolean field(String line, List<String> into) {
    Matcher matcher = FIELD.matcher(line);
    if (!matcher.matches()) {
      return false;
    }
    into.add(matcher.group(1).toLowerCase(Locale.ROOT) + ": " + matcher.group(2));
    return true;
  }

  private @Nullable String request(String line, List<String> fields) {
    Matcher matcher = REQUEST_LINE.matcher(line);
    if (!matcher.matches()) {
      return "request line: " + line;
    }
    String start = matcher.group(1) + " " + matcher.group(2);
    return content(start, fields, matcher.group(3).equals("0"), false, 0);
  }

  private @Nullable String answer(String line, List<String> fields, Iterator<String> methods) {
    Matcher matcher = STATUS_LINE.matcher(line);
    if (!matcher.matches()) {
      return "status line: " + line;
    }
    String status = matcher.group(2);
    boolean interim = status.startsWith("1");
    if (!interim && !methods.hasNext()) {
      return "an answer to nothing";
    }
    boolean none = interim || status.equals("204") || status.equals("304");
    boolean head = !interim && methods.next().equals("HEAD");
    boolean old = matcher.group(1).equals("0");
    String length = Message.value(fields, "content-length");
    if ((interim || status.equals("204"))
        && ((length != null && !length.matches("0{1,18}")) // as backends have it
            || Message.value(fields, "transfer-encoding") != null)) {
      return "framing of an answer that has no content";
    }
    return content(status, fields, old, none || head, -1);
  }

  /**
   * @param unstated the length of content of which nothing is said; below 0: until the close
   */
  private @Nullable String content(
      String start, List<String> fields, boolean old, boolean none, long unstated) {
    List<String> lengths = values(fields, "content-length");
    List<String> codings = values(fields, "transfer-encoding");
    boolean badLength =
        lengths.size() > 1 || (!lengths.isEmpty() && !lengths.getFirst().matches("[0-9]{1,18}"));
    boolean badCoding =
        codings.size() > 1
            || (!codings.isEmpty() && !codings.getFirst().equalsIgnoreCase("chunked"));
    if (badLength
        || badCoding
        || (!lengths.isEmpty() && !codings.isEmpty())
        || (old && !codings.isEmpty())) {
      return "framing: " + lengths + codings;
    }
    if (none) {
      messages.add(new Message(start, fields, "", List.of(), State.COMPLETE));
      return null;
    }
    if (!codings.isEmpty()) {
      return chunks(start, fields);
    }
    long length = lengths.isEmpty() ? unstated : Long.parseLong(lengths.getFirst());
    int end = length < 0 ? wire.length() : (int) Math.min(wire.length(), at + length);
    boolean all = length < 0 ? closed && !reset : end - at == length;
    messages.add(new Message(start, fields, wire.substring(at, end), List.of(), state(all)));
    at = end;
    return null;
  }

  private @Nullable String chunks(String start, List<String> fields) {
    StringBuilder content = new StringBuilder();
    while (true) {
      Matcher matcher = CHUNK.matcher(wire);
      if (!matcher.find(at)) {
        messages.add(new Message(start, fields, content.toString(), List.of(), state(false)));
        return wire.indexOf('\n', at) >= 0 ? "chunk size line" : null;
      }
      long size = Long.parseLong(matcher.group(1), 16);
      at = matcher.end();
      if (size == 0) {
        return trailers(start, fields, content.toString());
      }
      int there = (int) Math.min(size, wire.length() - at);
      content.append(wire, at, at + there);
      at += there;
      if (there < size || wire.length() < at + 2) {
        messages.add(new Message(start, fields, content.toString(), List.of(), state(false)));
        boolean wrong = at < wire.length() && wire.charAt(at) != '\r';
        return there == size && wrong ? "end of a chunk" : null;
      }
      if (!wire.startsWith("\r\n", at)) {
        messages.add(new Message(start, fields, content.toString(), List.of(), state(false)));
        return "end of a chunk";
      }
      at += 2;
    }
  }

  private @Nullable String trailers(String start, List<String> fields, String content) {
    List<String> section = new ArrayList<>();
    while (true) {
      int end = wire.indexOf("\r\n", at);
      String line = end < 0 ? "" : wire.substring(at, end);
      boolean good = end == at || (end > at && field(line, section));
      if (end < 0 || !good) {
        messages.add(new Message(start, fields, content, List.of(), state(false)));
        return end < 0 ? null : "trailer: " + line;
      }
      at = end + 2;
      if (line.isEmpty()) {
        messages.add(new Message(start, fields, content, section, State.COMPLETE));
        return null;
      }
    }
  }

  private State state(boolean complete) {
    return complete ? State.COMPLETE : closed ? State.CUT : State.OPEN;
  }

  private static List<String> values(List<String> fields, String name) {
    List<String> values = new ArrayList<>();
    for (String field : fields) {
      if (Message.name(field).equals(name)) {
        values.add(field.substring(name.length() + 2));
      }
    }
    return values;
  }
}
