package dev.gatehouse.core.routing;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Cookies;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a route asks of a request's headers, cookies or query under one name. Where the name occurs
 * more than once, one value that fits is enough.
 */
sealed interface Condition {
  boolean holds(Request request);

  /** Which condition it is, for people: {@code header x-env}. */
  String subject();

  /** The name it looks under. */
  String name();

  /** What a request has under the name, the first value if there are several; null for nothing. */
  @Nullable String seen(Request request);

  ValueTest test();

  /** A header; its lines are looked at one by one. */
  record OfHeader(String name, ValueTest test) implements Condition {
    @Override
    public boolean holds(Request request) {
      Headers headers = request.headers();
      int at = headers.indexOf(name, 0);
      if (test.wantsNone()) {
        return at < 0;
      }
      while (at >= 0) {
        if (test.fits(headers.value(at))) {
          return true;
        }
        at = headers.indexOf(name, at + 1);
      }
      return false;
    }

    @Override
    public String subject() {
      return "header " + name;
    }

    @Override
    public @Nullable String seen(Request request) {
      return request.headers().get(name);
    }
  }

  /** A cookie: octets between the equals sign and the semicolon, quotes included (RFC 6265). */
  record OfCookie(String name, ValueTest test) implements Condition {
    @Override
    public boolean holds(Request request) {
      Headers headers = request.headers();
      int line = headers.indexOf(HeaderNames.COOKIE, 0);
      while (line >= 0) {
        String cookies = headers.value(line);
        int from = 0;
        while (from < cookies.length()) {
          int end = end(cookies, ';', from);
          int start = withoutSpace(cookies, from, end);
          int value = start + name.length() + 1;
          boolean named =
              value <= end && cookies.startsWith(name, start) && cookies.charAt(value - 1) == '=';
          if (named
              && (test.wantsNone() || test.fits(cookies, value, trimmed(cookies, value, end)))) {
            return !test.wantsNone();
          }
          from = end + 1;
        }
        line = headers.indexOf(HeaderNames.COOKIE, line + 1);
      }
      return test.wantsNone();
    }

    @Override
    public String subject() {
      return "cookie " + name;
    }

    @Override
    public @Nullable String seen(Request request) {
      return Cookies.value(request.headers(), name);
    }

    private static int withoutSpace(String text, int from, int to) {
      int start = from;
      while (start < to && isSpace(text.charAt(start))) {
        start++;
      }
      return start;
    }

    private static int trimmed(String text, int from, int to) {
      int end = to;
      while (end > from && isSpace(text.charAt(end - 1))) {
        end--;
      }
      return end;
    }

    private static boolean isSpace(char c) {
      return c == ' ' || c == '\t';
    }
  }

  /** A parameter of the query, name and value compared decoded. */
  final class OfQuery implements Condition {
    private final String name;
    private final byte[] nameOctets;
    private final ValueTest test;

    OfQuery(String name, ValueTest test) {
      this.name = name;
      this.nameOctets = name.getBytes(StandardCharsets.UTF_8);
      this.test = test;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ValueTest test() {
      return test;
    }

    @Override
    public @Nullable String seen(Request request) {
      String query = request.query();
      int from = 0;
      while (query != null && from < query.length()) {
        int end = end(query, '&', from);
        int equals = query.indexOf('=', from);
        int nameEnd = equals < 0 ? end : Math.min(equals, end);
        if (FormText.equals(query, from, nameEnd, nameOctets)) {
          return FormText.decode(query, Math.min(nameEnd + 1, end), end);
        }
        from = end + 1;
      }
      return null;
    }

    @Override
    public boolean holds(Request request) {
      String query = request.query();
      int from = 0;
      while (query != null && from < query.length()) {
        int end = end(query, '&', from);
        int equals = query.indexOf('=', from);
        int nameEnd = equals < 0 ? end : Math.min(equals, end);
        if (FormText.equals(query, from, nameEnd, nameOctets)
            && (test.wantsNone() || test.fitsEncoded(query, Math.min(nameEnd + 1, end), end))) {
          return !test.wantsNone();
        }
        from = end + 1;
      }
      return test.wantsNone();
    }

    @Override
    public String subject() {
      return "query parameter " + name;
    }
  }

  private static int end(String text, char separator, int from) {
    int end = text.indexOf(separator, from);
    return end < 0 ? text.length() : end;
  }
}
