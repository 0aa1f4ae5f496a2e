package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.Message;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a message, by lower-case name, lines of one name joined. */
final class Fields {
  /** Of these Node keeps the first line only. */
  private static final Set<String> ONCE =
      Set.of(
          "age",
          "authorization",
          "content-length",
          "content-type",
          "etag",
          "expires",
          "from",
          "host",
          "if-modified-since",
          "if-unmodified-since",
          "last-modified",
          "location",
          "max-forwards",
          "proxy-authorization",
          "referer",
          "retry-after",
          "server",
          "user-agent");

  private Fields() {}

  /** Those of a request, as Node gives them to a server. */
  static Map<String, String> ofRequest(Message request) {
    return of(request, true);
  }

  /** Those of a response, as fetch() gives them to a client. */
  static Map<String, String> ofResponse(Message response) {
    return of(response, false);
  }

  private static Map<String, String> of(Message message, boolean once) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : message.fields()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      fields.merge(
          name,
          line.substring(colon + 1).strip(),
          (first, next) -> once && ONCE.contains(name) ? first : first + ", " + next);
    }
    return fields;
  }

  /** What JavaScript's parseInt makes of it; -1 for nothing. */
  static int number(@Nullable String text) {
    if (text == null) {
      return -1;
    }
    String digits = text.strip().replaceFirst("[^0-9].*", "");
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }
}
