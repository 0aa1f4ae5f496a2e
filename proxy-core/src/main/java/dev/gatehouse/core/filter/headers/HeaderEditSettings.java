package dev.gatehouse.core.filter.headers;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Changes of one header section; names are in lower case. Removed first, then set, then added.
 *
 * @param set fields that replace all of their name
 * @param add fields that join those of their name
 * @param remove names whose fields are dropped
 */
@Doc("Changes of a header section: removed first, then set, then added.")
public record HeaderEditSettings(
    @Doc("Fields that replace all of their name.") Map<String, String> set,
    @Doc("Fields that join those of their name.") Map<String, String> add,
    @Doc("Names whose fields are dropped.") List<String> remove) {

  /** What frames and addresses messages: the proxy's own to say. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public HeaderEditSettings() {
    this(Map.of(), Map.of(), List.of());
  }

  public HeaderEditSettings {
    set = fields("set", set);
    add = fields("add", add);
    List<String> names = new ArrayList<>(remove.size());
    for (int i = 0; i < remove.size(); i++) {
      names.add(name("remove[" + i + "]", remove.get(i)));
    }
    remove = List.copyOf(names);
  }

  private static Map<String, String> fields(String key, Map<String, String> fields) {
    Map<String, String> lower = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      String at = key + "." + name;
      boolean first = lower.put(name(at, name), value) == null;
      Expect.that(first, at, name, "each header once; case does not matter");
      Expect.that(
          Tokens.isFieldValue(value), at, value, "a header value: no controls, no outer spaces");
    });
    return Expect.ordered(lower);
  }

  private static String name(String at, String name) {
    Expect.that(Tokens.isToken(name), at, name, "a header name");
    String lower = name.toLowerCase(Locale.ROOT);
    Expect.that(
        !RESERVED.contains(lower),
        at,
        name,
        lower.equals("host")
            ? "rewrite: {host: ...} for the host"
            : "no header that frames the message");
    return lower;
  }
}
