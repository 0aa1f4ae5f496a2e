package dev.gatehouse.server.plan;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a request: all that routes are chosen by.
 *
 * @param at when it came, in milliseconds since 1970
 * @param client the client's address
 * @param headers the fields that are remembered; not to be changed
 */
record RequestKey(
    long at,
    String listener,
    String client,
    String method,
    String scheme,
    Authority authority,
    String path,
    @Nullable String query,
    Headers headers) {

  /** A request that takes the routes that this one would. */
  Request request() {
    return new Request(
        method, HttpVersion.HTTP_1_1, scheme, authority, path, path, query, headers, Body.empty());
  }

  /** It in one line, with the values of its query hidden. */
  String words() {
    StringBuilder text = new StringBuilder(method).append(' ').append(scheme).append("://");
    text.append(authority.text()).append(path);
    char separator = '?';
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      text.append(separator).append(equals < 0 ? parameter : parameter.substring(0, equals) + "=*");
      separator = '&';
    }
    return text.toString();
  }
}
