package dev.gatehouse.server.e2e;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client got for an {@link Ask}.
 *
 * @param version {@code HTTP_1_1} or {@code HTTP_2}
 * @param interim the status codes before the final one
 * @param fields by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(
    String version,
    List<Integer> interim,
    int status,
    Map<String, List<String>> fields,
    byte[] content,
    Map<String, List<String>> trailers) {

  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  @Nullable String field(String name) {
    List<String> values = fields.get(name);
    return values == null ? null : values.getFirst();
  }
}
