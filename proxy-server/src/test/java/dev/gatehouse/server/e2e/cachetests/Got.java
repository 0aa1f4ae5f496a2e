package dev.gatehouse.server.e2e.cachetests;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the client got for one request.
 *
 * @param interim the interim answers before it
 * @param fields by lower-case name
 */
record Got(List<Interim> interim, int status, Map<String, String> fields, String content) {
  /** An interim answer. */
  record Interim(int status, Map<String, String> fields) {}

  @Nullable String field(String name) {
    return fields.get(name.toLowerCase(Locale.ROOT));
  }

  /** How many requests the origin had seen when it made this answer; -1 if it did not make it. */
  int count() {
    return Fields.number(field("Server-Request-Count"));
  }
}
