package dev.gatehouse.core.routing;

import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.RequestPath;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.net.Cidr;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request has to look like to take a route; what is absent matches all.
 *
 * @param hosts names and {@code *.} wildcards, in lower case and ASCII; any of them
 * @param path the whole path
 * @param pathPrefix leading whole segments of the path; without a slash at its end, unless it is
 *     {@code /}
 * @param pathRegex a regular expression (RE2) for the whole path
 * @param methods any of them
 * @param headers all of them, by lower-case name
 * @param query all of them, by parameter name
 * @param cookies all of them, by cookie name
 * @param clients ranges of client addresses; any of them
 */
@Doc("What a request has to look like to take the route; what is absent matches all.")
public record MatchSettings(
    @Doc("Host names, or *.name for all below it; any of them.") List<String> hosts,
    @Doc("The whole path.") @Nullable String path,
    @Doc("Leading whole segments of the path: /shop matches /shop and /shop/1, not /shops.")
        @Nullable String pathPrefix,
    @Doc("A regular expression (RE2) that matches the whole path.") @Nullable String pathRegex,
    @Doc("Request methods; any of them.") List<String> methods,
    @Doc("Headers by name; all of them.") Map<String, ValueMatch> headers,
    @Doc("Query parameters by name; all of them.") Map<String, ValueMatch> query,
    @Doc("Cookies by name; all of them.") Map<String, ValueMatch> cookies,
    @Doc("Ranges of client addresses; any of them.") List<Cidr> clients) {

  public MatchSettings() {
    this(List.of(), null, null, null, List.of(), Map.of(), Map.of(), Map.of(), List.of());
  }

  public MatchSettings {
    hosts = hosts(hosts);
    pathPrefix = pathPrefix == null ? null : prefix(pathPrefix);
    if (path != null) {
      path = path("path", path);
      Expect.that(
          pathPrefix == null, "path-prefix", pathPrefix + "", "not both path and path-prefix");
    }
    if (pathRegex != null) {
      ValueMatch.requireRegex("path-regex", pathRegex);
      Expect.that(
          path == null && pathPrefix == null,
          "path-regex",
          pathRegex,
          "one of path, path-prefix and path-regex");
    }
    methods = methods(methods);
    headers = headers(headers);
    query = Expect.ordered(query);
    cookies = cookies(cookies);
    clients = List.copyOf(clients);
  }

  private static List<String> hosts(List<String> hosts) {
    List<String> normal = new ArrayList<>(hosts.size());
    for (int i = 0; i < hosts.size(); i++) {
      normal.add(HostPatterns.normalise("hosts[" + i + "]", hosts.get(i)));
    }
    return List.copyOf(normal);
  }

  private static String prefix(String prefix) {
    String normal = path("path-prefix", prefix);
    int end = normal.length();
    while (end > 1 && normal.charAt(end - 1) == '/') {
      end--;
    }
    return normal.substring(0, end);
  }

  /** Requests come in normal form, so that a path in another form would match none. */
  private static String path(String name, String path) {
    String normal = RequestPath.normalize(path, EncodedSlash.KEEP);
    Expect.that(
        normal != null, name, path, "a path from /, without ? and #, other than ASCII as %XX");
    return Objects.requireNonNull(normal);
  }

  private static List<String> methods(List<String> methods) {
    for (int i = 0; i < methods.size(); i++) {
      String method = methods.get(i);
      boolean valid = Tokens.isToken(method) && method.equals(method.toUpperCase(Locale.ROOT));
      Expect.that(valid, "methods[" + i + "]", method, "a method in upper case, such as GET");
    }
    return List.copyOf(methods);
  }

  private static Map<String, ValueMatch> headers(Map<String, ValueMatch> headers) {
    Map<String, ValueMatch> lower = new LinkedHashMap<>();
    headers.forEach((name, match) -> {
      Expect.that(Tokens.isToken(name), "headers." + name, name, "a header name");
      Expect.that(!name.equalsIgnoreCase("host"), "headers." + name, name, "hosts instead");
      boolean first = lower.put(name.toLowerCase(Locale.ROOT), match) == null;
      Expect.that(first, "headers." + name, name, "each header once; case does not matter");
    });
    return Expect.ordered(lower);
  }

  private static Map<String, ValueMatch> cookies(Map<String, ValueMatch> cookies) {
    cookies
        .keySet()
        .forEach(n -> Expect.that(Tokens.isToken(n), "cookies." + n, n, "a cookie name"));
    return Expect.ordered(cookies);
  }
}
