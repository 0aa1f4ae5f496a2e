package dev.gatehouse.server.e2e;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1 message as it came over the wire.
 *
 * @param start the request or status line
 * @param fields the header lines, as they stand
 * @param content the content, without chunk framing
 * @param trailers the trailer lines
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Message(String start, List<String> fields, byte[] content, List<String> trailers) {
  /** Reads a head; null at the end of the stream. */
  public static @Nullable Message readHead(InputStream in) throws IOException {
    String start = readLine(in);
    return start == null ? null : new Message(start, readLines(in), new byte[0], List.of());
  }

  /** Reads a request; null at the end of the stream. */
  public static @Nullable Message readRequest(InputStream in) throws IOException {
    Message head = readHead(in);
    return head == null ? null : head.withContent(in, false);
  }

  /** Reads the final answer to {@code method}, and skips interim ones. */
  static Message readResponse(InputStream in, String method) throws IOException {
    Message head = readHead(in);
    if (head == null) {
      throw new EOFException("no answer");
    }
    int status = head.status();
    if (status < 200) {
      return readResponse(in, method);
    }
    boolean none = method.equals("HEAD") || status == 204 || status == 304;
    return none ? head : head.withContent(in, true);
  }

  /** The same head with the content that follows on {@code in}. */
  public Message withContent(InputStream in, boolean untilClose) throws IOException {
    String length = field("content-length");
    if ("chunked".equals(field("transfer-encoding"))) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        content.write(in.readNBytes(size));
        readLine(in);
      }
      return new Message(start, fields, content.toByteArray(), readLines(in));
    }
    if (length != null) {
      byte[] content = in.readNBytes(Integer.parseInt(length));
      if (content.length < Integer.parseInt(length)) {
        throw new EOFException("content cut short");
      }
      return new Message(start, fields, content, List.of());
    }
    return untilClose ? new Message(start, fields, in.readAllBytes(), List.of()) : this;
  }

  public int status() {
    return Integer.parseInt(start.substring(9, 12));
  }

  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** The value of the first field of that name, null if there is none. */
  @Nullable String field(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** The values of all fields of that name. */
  public List<String> all(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return fields.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .toList();
  }

  private static int chunk(InputStream in) throws IOException {
    String line = readLine(in);
    if (line == null) {
      throw new EOFException("content cut short");
    }
    return Integer.parseInt(line.strip(), 16);
  }

  private static List<String> readLines(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = readLine(in); line != null && !line.isEmpty(); line = readLine(in)) {
      lines.add(line);
    }
    return lines;
  }

  private static @Nullable String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(c);
    }
    return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
  }
}
