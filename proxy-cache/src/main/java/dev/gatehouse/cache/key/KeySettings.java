package dev.gatehouse.cache.key;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.List;
import java.util.Map;

/**
 * What belongs to the key of a response besides scheme, host and path.
 *
 * @param query which parameters of the query
 * @param headers request fields, in lower case, whose values do
 * @param cookies cookies whose values do
 */
@Doc("What tells responses apart besides scheme, host and path.")
public record KeySettings(
    @Doc(
            "Which parameters of the query: all, none, a list of names, or all but some, as in"
                + " {ignore: [utm_*]}. What is left out is not sent to the backend either.")
        QueryPolicy query,
    @Doc("Request fields whose values tell responses apart.") List<String> headers,
    @Doc("Cookies whose values tell responses apart.") List<String> cookies) {

  /** Fields that have a part of their own in caching; a key made of them would not do it. */
  private static final Map<String, String> OWN =
      Map.of(
          HeaderNames.HOST, "other headers; the host is always a part of the key",
          HeaderNames.COOKIE, "cookies instead, with their names",
          HeaderNames.RANGE, "other headers; ranges are cut from what is stored",
          HeaderNames.IF_NONE_MATCH, "other headers; the cache answers conditions itself",
          HeaderNames.IF_MODIFIED_SINCE, "other headers; the cache answers conditions itself");

  public KeySettings() {
    this(new QueryPolicy.All(), List.of(), List.of());
  }

  public KeySettings {
    headers = RequestNames.headers("headers", headers);
    for (int i = 0; i < headers.size(); i++) {
      String instead = OWN.get(headers.get(i));
      Expect.that(instead == null, "headers[" + i + "]", headers.get(i), instead + "");
    }
    cookies = RequestNames.cookies("cookies", cookies);
  }
}
