package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shared cache may store (RFC 9111 §3), as a table. */
final class StoreDecisionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "GET  | -                       | 200 | cache-control: max-age=9                | STORE",
        "HEAD | -                       | 200 | cache-control: max-age=9                | METHOD",
        "POST | -                       | 200 | cache-control: max-age=9                | METHOD",
        "GET  | cache-control: no-store | 200 | cache-control: max-age=9      | REQUEST_NO_STORE",
        "GET  | -                       | 200 | cache-control: max-age=9, No-Store      | NO_STORE",
        "GET  | -                       | 200 | cache-control: private, max-age=9       | PRIVATE",
        "GET  | -                       | 200 | cache-control: private=\"a\", max-age=9 | STORE",
        "GET  | -                       | 206 | cache-control: max-age=9                | PARTIAL",
        "GET  | -                       | 304 | cache-control: max-age=9                | PARTIAL",
        "GET  | -                       | 103 | cache-control: max-age=9                | PARTIAL",
        "GET  | -          | 299 | cache-control: max-age=9, must-understand  | NOT_UNDERSTOOD",
        "GET  | -          | 200 | cache-control: max-age=9, must-understand, no-store  | STORE",
        "GET  | -                       | 299 | cache-control: max-age=9                | STORE",
        "GET  | -                       | 299 | etag: x                             | NO_LIFETIME",
        "GET  | -                       | 299 | etag: x; cache-control: public          | STORE",
        "GET  | -                       | 200 | etag: x                                 | STORE",
        "GET  | -                       | 200 | last-modified: @-100; date: @0          | STORE",
        "GET  | -                       | 200 | server: x                           | NO_LIFETIME",
        "GET  | -                       | 200 | cache-control: max-age=0                | NO_USE",
        "GET  | -                       | 200 | cache-control: no-cache; etag: x        | STORE",
        "GET  | -          | 200 | cache-control: max-age=0, stale-while-revalidate=9     | STORE",
        "GET  | authorization: a        | 200 | cache-control: max-age=9          | AUTHORIZATION",
        "GET  | authorization: a        | 200 | cache-control: max-age=9, public        | STORE",
        "GET  | authorization: a        | 200 | cache-control: s-maxage=9               | STORE",
        "GET  | authorization: a   | 200 | cache-control: max-age=9, must-revalidate    | STORE",
        "GET  | -                       | 200 | cache-control: max-age=9; vary: a, *    | VARY_ANY",
        "GET  | -                       | 200 | cache-control: max-age=9; vary: a       | STORE",
        "GET  | -   | 200 | cdn-cache-control: max-age=9; cache-control: no-store       | STORE",
        "GET  | -   | 200 | cdn-cache-control: no-store; cache-control: max-age=9       | NO_STORE",
        "GET  | -   | 200 | cdn-cache-control: private; cache-control: max-age=9        | PRIVATE",
      })
  void decides(String method, String request, int status, String fields, StoreDecision expected) {
    Headers response = Fields.of(fields.split(";"));
    Governing governing = Governing.of(response);
    Lifetime lifetime = Lifetime.of(status, response, governing, Fields.NOW);
    Headers asked = request == null ? new Headers() : Fields.of(request);
    assertThat(StoreDecision.of(method, asked, status, response, governing, lifetime))
        .isEqualTo(expected);
  }
}
