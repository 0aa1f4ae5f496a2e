package dev.gatehouse.cache.key;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a route makes keys: a key is the URL as the client asked for it, with what the
 * route counts of its query; a blank, and the route; and each behind a line feed, the fields and
 * cookies that the route counts. Neither URLs nor names of routes have blanks, and no value has
 * line feeds, so that two requests have one key only if they are the same in all of that.
 * Immutable.
 *
 * <p>Path and query of the key are what is sent to the backend: what does not count is not sent
 * either ({@link #narrow}).
 */
public final class CacheKey {
  /** The last line of the key of a part: it is neither the name of a field nor a cookie. */
  public static final String PART = "/part";

  private static final String PART_LINE = '\n' + PART;
  private static final String HTTPS = "https";

  private final String end;
  private final QueryPolicy query;
  private final List<String> headers;
  private final List<String> cookies;
  private final List<String> set;

  /**
   * @param route the name of the route
   * @param set names of request fields, in lower case, that the route itself sets
   */
  public CacheKey(String route, KeySettings settings, Collection<String> set) {
    this.end = ' ' + route;
    this.query = settings.query();
    this.headers = settings.headers();
    this.cookies = settings.cookies();
    this.set = List.copyOf(set);
  }

  /** The key of a request, before anything of it is rewritten. */
  public String of(Request request) {
    Headers fields = request.headers();
    String host = host(request);
    String key = text(request, host, query.apply(request.query()), end);
    boolean plain = headers.isEmpty() && cookies.isEmpty();
    return plain && isPlain(request, host) ? key : withValues(key, request, fields, host);
  }

  /** The URL that the key of a request begins with. */
  public String url(Request request) {
    return text(request, host(request), query.apply(request.query()), "");
  }

  /**
   * The key of a part of the response with {@code key}: one line more. What begins with the URL of
   * the one begins with that of the other.
   */
  public static String ofPart(String key) {
    return key + PART_LINE;
  }

  /** True if {@code key} is that of a part. */
  public static boolean isPart(String key) {
    return key.endsWith(PART_LINE);
  }

  /** What all keys begin with that have {@code url}, as {@link #url} or {@link #narrowed} it. */
  public static String prefix(String url) {
    return url + ' ';
  }

  /** A URL with what the route counts of its query. */
  public String narrowed(String url) {
    int mark = url.indexOf('?');
    if (mark < 0) {
      return url;
    }
    String left = query.apply(url.substring(mark + 1));
    return left == null ? url.substring(0, mark) : url.substring(0, mark + 1) + left;
  }

  /**
   * Takes out of a request that goes to the backend for all who ask for the same what could change
   * the answer and is not in the key: parameters of the query, and fields that override the method,
   * the URL, the host or the like.
   */
  public void narrow(Request request) {
    request.query(query.apply(request.query()));
    UnkeyedFields.remove(request.headers(), headers, set);
  }

  private static String text(Request request, String host, @Nullable String query, String end) {
    return query == null
        ? scheme(request) + "://" + host + request.path() + end
        : scheme(request) + "://" + host + request.path() + '?' + query + end;
  }

  /** Scheme and host are what the outermost proxy was asked for; they were written anew here. */
  private static String scheme(Request request) {
    String outer = request.headers().get(HeaderNames.X_FORWARDED_PROTO);
    return outer == null ? request.scheme() : outer;
  }

  private static String host(Request request) {
    String outer = request.headers().get(HeaderNames.X_FORWARDED_HOST);
    return outer == null ? request.authority().text() : outer;
  }

  /** Says whether the URL tells the whole host and port that the backend gets to see. */
  private static boolean isPlain(Request request, String host) {
    if (!request.authority().text().equals(host)) {
      return false;
    }
    String port = request.headers().get(HeaderNames.X_FORWARDED_PORT);
    if (port == null) {
      return true;
    }
    int colon = host.lastIndexOf(':');
    if (colon > host.lastIndexOf(']')) {
      return host.length() - colon - 1 == port.length() && host.endsWith(port);
    }
    return port.equals(scheme(request).equals(HTTPS) ? "443" : "80");
  }

  private String withValues(String key, Request request, Headers fields, String host) {
    StringBuilder text = new StringBuilder(key.length() + 64).append(key);
    if (!isPlain(request, host)) {
      text.append("\n@").append(request.authority().text());
      text.append(':').append(fields.get(HeaderNames.X_FORWARDED_PORT));
    }
    for (int i = 0; i < headers.size(); i++) {
      String value = fields.combined(headers.get(i));
      text.append('\n').append(headers.get(i));
      if (value != null) {
        text.append(": ").append(value);
      }
    }
    for (int i = 0; i < cookies.size(); i++) {
      text.append("\n;").append(cookies.get(i));
      CookieNames.appendValues(text, fields, cookies.get(i));
    }
    return text.toString();
  }
}
