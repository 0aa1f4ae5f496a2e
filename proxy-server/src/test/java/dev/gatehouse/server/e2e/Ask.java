package dev.gatehouse.server.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that a client is to send.
 *
 * @param fields names and values
 * @param sized whether the length of {@code content} is said ahead
 * @param trailers names and values
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Ask(
    String method,
    String path,
    List<String[]> fields,
    byte[] content,
    boolean sized,
    List<String[]> trailers) {

  static Ask get(String path) {
    return of("GET", path);
  }

  static Ask of(String method, String path) {
    return new Ask(method, path, List.of(), new byte[0], true, List.of());
  }

  static Ask post(String path, byte[] content) {
    return new Ask("POST", path, List.of(), content, true, List.of());
  }

  static Ask post(String path, String content) {
    return post(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with its length left open. */
  Ask unsized() {
    return new Ask(method, path, fields, content, false, trailers);
  }

  Ask with(String name, String value) {
    return new Ask(method, path, and(fields, name, value), content, sized, trailers);
  }

  Ask withTrailer(String name, String value) {
    return new Ask(method, path, fields, content, false, and(trailers, name, value));
  }

  private static List<String[]> and(List<String[]> fields, String name, String value) {
    List<String[]> more = new ArrayList<>(fields);
    more.add(new String[] {name, value});
    return List.copyOf(more);
  }
}
