package dev.gatehouse.cache.key;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Expect;
import java.util.ArrayList;
import java.util.List;

/** Lists of names of fields and cookies, as settings have them. */
final class RequestNames {
  private RequestNames() {}

  /** Expects names of fields, each once; returns them in lower case. */
  static List<String> headers(String key, List<String> names) {
    List<String> lower = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String at = key + "[" + i + "]";
      Expect.that(Tokens.isToken(name), at, name, "a header name");
      String known = HeaderNames.of(name);
      Expect.that(!lower.contains(known), at, name, "each header once; case does not matter");
      lower.add(known);
    }
    return List.copyOf(lower);
  }

  /** Expects names of cookies, each once. */
  static List<String> cookies(String key, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String at = key + "[" + i + "]";
      Expect.that(Tokens.isToken(name), at, name, "a cookie name");
      Expect.that(names.indexOf(name) == i, at, name, "each cookie once");
    }
    return List.copyOf(names);
  }
}
