package dev.gatehouse.core.filter.respond;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An answer given by the configuration itself.
 *
 * @param status 200 to 599
 * @param headers its fields, by lower-case name
 * @param body its content, sent as UTF-8
 */
@Doc("An answer given by the configuration itself.")
public record RespondSettings(
    @Doc("The status code, 200 to 599.") int status,
    @Doc("The header fields.") Map<String, String> headers,
    @Doc("The content, sent as UTF-8.") String body) {

  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade");

  public RespondSettings() {
    this(200, Map.of(), "");
  }

  public RespondSettings {
    Expect.within("status", status, 200, 599);
    headers = fields(headers);
    if (status == 204 || status == 205 || status == 304) {
      Expect.that(body.isEmpty(), "body", body, "no body with status " + status);
    }
  }

  private static Map<String, String> fields(Map<String, String> fields) {
    Map<String, String> lower = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      String at = "headers." + name;
      String key = name.toLowerCase(Locale.ROOT);
      Expect.that(Tokens.isToken(name), at, name, "a header name");
      Expect.that(!FRAMING.contains(key), at, name, "no header that frames the message");
      Expect.that(lower.put(key, value) == null, at, name, "each header once");
      Expect.that(
          Tokens.isFieldValue(value), at, value, "a header value: no controls, no outer spaces");
    });
    return Expect.ordered(lower);
  }
}
