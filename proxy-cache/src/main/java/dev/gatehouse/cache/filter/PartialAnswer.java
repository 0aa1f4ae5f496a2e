package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.range.ByteRange;
import dev.gatehouse.cache.range.ContentRange;
import dev.gatehouse.cache.range.Multipart;
import dev.gatehouse.cache.range.RangeRequest;
import dev.gatehouse.cache.range.Selection;
import dev.gatehouse.cache.range.StrongValidator;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request for parts of a response that the cache has (RFC 9110 §14 and §15.3.7).
 */
final class PartialAnswer {
  static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;

  private PartialAnswer() {}

  /** True if {@code request} asks for parts. Whether it means what it says is another question. */
  static boolean isAsked(Request request) {
    return request.method().equals(Methods.GET) && request.headers().contains(HeaderNames.RANGE);
  }

  /**
   * What of a representation answers {@code request}: the whole if no parts are asked for, or by a
   * client whose own parts are of another one (RFC 9110 §13.1.5).
   *
   * @param headers those of the response
   */
  static Selection selection(Request request, Headers headers, long length) {
    RangeRequest asked = isAsked(request) ? RangeRequest.of(request.headers()) : null;
    if (asked == null || length == Body.UNKNOWN_LENGTH) {
      return Selection.WHOLE;
    }
    String condition = request.headers().get(HeaderNames.IF_RANGE);
    return condition == null || StrongValidator.holds(condition, headers)
        ? Selection.of(asked, length)
        : Selection.WHOLE;
  }

  /**
   * Makes the answer; null if the whole response is the answer.
   *
   * @param headers the response's, which become the answer's
   */
  static @Nullable Response of(Request request, int status, Headers headers, Content content) {
    if (status != OK || !isAsked(request)) {
      return null;
    }
    return switch (selection(request, headers, content.length())) {
      case Selection.Whole() -> null;
      case Selection.Nothing() -> nothing(headers, content.length());
      case Selection.Parts(List<ByteRange> ranges) ->
          ranges.size() > 1 && !content.seeks() ? null : parts(headers, ranges, content);
    };
  }

  /** Says how long it is to who asks for what lies behind its end. */
  static Response nothing(Headers headers, long length) {
    Headers none = new Headers(8);
    for (String name : new String[] {HeaderNames.DATE, HeaderNames.ETAG, HeaderNames.AGE}) {
      String value = headers.get(name);
      if (value != null) {
        none.add(name, value);
      }
    }
    none.add(HeaderNames.CONTENT_RANGE, ContentRange.unsatisfied(length));
    none.add(HeaderNames.CONTENT_LENGTH, "0");
    return new Response(NOT_SATISFIABLE, none, Body.empty());
  }

  static Response parts(Headers headers, List<ByteRange> ranges, Content content) {
    headers.remove("content-md5"); // they are about the content of the whole message
    headers.remove("content-digest");
    if (ranges.size() == 1) {
      ByteRange only = ranges.getFirst();
      headers.set(HeaderNames.CONTENT_RANGE, ContentRange.format(only, content.length()));
      headers.set(HeaderNames.CONTENT_LENGTH, Long.toString(only.length()));
      return new Response(PARTIAL, headers, content.part(only));
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String boundary = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    Multipart parts =
        new Multipart(boundary, headers.get(HeaderNames.CONTENT_TYPE), content.length());
    Body body = parts.body(ranges, content::part);
    headers.remove(HeaderNames.CONTENT_RANGE);
    headers.set(HeaderNames.CONTENT_TYPE, parts.type());
    headers.set(HeaderNames.CONTENT_LENGTH, Long.toString(body.length()));
    return new Response(PARTIAL, headers, body);
  }
}
