package dev.gatehouse.core.exchange;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.RequestTarget;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Expect;

/**
 * A request as people write it down: a method, a URL and some fields. It becomes a {@link Request}
 * by the same rules as one that comes over a connection. Immutable.
 *
 * @param method such as GET
 * @param url with scheme and host: {@code https://shop.example.com/checkout?item=1}
 */
public record RequestSketch(String method, String url) {
  private static final String URL = "http://host/path or https://host/path";

  /** Checks both; what is wrong stands at {@code method} or {@code url}. */
  public RequestSketch {
    Expect.that(Tokens.isToken(method), "method", method, "a method such as GET");
    RequestTarget target = RequestTarget.parse(Methods.of(method), url, EncodedSlash.KEEP);
    if (target.refusal() != null) {
      String why = target.refusal().code();
      Expect.that(false, "url", url, URL + "; this one would be refused: " + why);
    }
    boolean whole = target.authority() != null && url.regionMatches(true, 0, "http", 0, 4);
    Expect.that(whole, "url", url, URL);
  }

  /** The request, without content. Takes over {@code headers}. */
  public Request with(Headers headers) {
    String known = Methods.of(method);
    RequestTarget target = RequestTarget.parse(known, url, EncodedSlash.KEEP);
    Authority authority = target.authority();
    if (authority == null) {
      throw new IllegalStateException("url: " + url + " (expected: " + URL + ")");
    }
    String scheme = url.regionMatches(true, 0, "https:", 0, 6) ? "https" : "http";
    return new Request(
        known,
        HttpVersion.HTTP_1_1,
        scheme,
        authority,
        target.path(),
        target.path(),
        target.query(),
        headers,
        Body.empty());
  }
}
