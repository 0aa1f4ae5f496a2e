package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.semantics.Validators;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;

/**
 * The answer that a request gets of a response that the cache has: the response, or what the
 * request's conditions and its Range make of it (RFC 9110 §13.2 and §14.2, RFC 9111 §4.3.2).
 */
final class StoredAnswer {
  private static final int NOT_MODIFIED = 304;
  private static final int PRECONDITION_FAILED = 412;

  /** What a 304 does not repeat: it has no content that these could be about. */
  private static final String[] ABOUT_CONTENT = {
    HeaderNames.CONTENT_LENGTH,
    HeaderNames.CONTENT_TYPE,
    HeaderNames.CONTENT_ENCODING,
    HeaderNames.CONTENT_LANGUAGE,
    HeaderNames.CONTENT_RANGE
  };

  private StoredAnswer() {}

  /**
   * Makes the answer.
   *
   * @param headers the response's, which become the answer's
   * @param content taken if the answer has it, or a part of it
   */
  static Response of(Request request, int status, Headers headers, long now, Content content) {
    if (status >= 200 && status < 300) {
      switch (Validators.judge(request.headers(), headers, now)) {
        case NOT_MODIFIED -> {
          for (String name : ABOUT_CONTENT) {
            headers.remove(name);
          }
          return new Response(NOT_MODIFIED, headers, Body.empty());
        }
        case FAILED -> {
          Headers failed = new Headers(8);
          for (String name : new String[] {HeaderNames.DATE, HeaderNames.ETAG, HeaderNames.AGE}) {
            String value = headers.get(name);
            if (value != null) {
              failed.add(name, value);
            }
          }
          failed.add(HeaderNames.CONTENT_LENGTH, "0");
          return new Response(PRECONDITION_FAILED, failed, Body.empty());
        }
        case ANSWER -> {}
      }
    }
    if (request.method().equals(Methods.HEAD)) {
      return new Response(status, headers, Body.empty());
    }
    Response partial = PartialAnswer.of(request, status, headers, content);
    return partial == null ? new Response(status, headers, content.whole()) : partial;
  }
}
