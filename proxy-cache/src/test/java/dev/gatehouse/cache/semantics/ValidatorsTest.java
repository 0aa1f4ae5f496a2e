package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions judged by a stored response, and asked by one (RFC 9110 §13, RFC 9111 §4.3). */
final class ValidatorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "accept: x                                             | etag: \"a\"        | ANSWER",
        "if-none-match: \"a\"                                  | etag: \"a\"        | NOT_MODIFIED",
        "if-none-match: W/\"a\"                                | etag: \"a\"        | NOT_MODIFIED",
        "if-none-match: \"a\"                                  | etag: W/\"a\"      | NOT_MODIFIED",
        "if-none-match: \"b\", \"a\"                           | etag: \"a\"        | NOT_MODIFIED",
        "if-none-match: \"b\";if-none-match: \"a\"             | etag: \"a\"        | NOT_MODIFIED",
        "if-none-match: *                                      | server: x          | NOT_MODIFIED",
        "if-none-match: \"b\"                                  | etag: \"a\"        | ANSWER",
        "if-none-match: \"a\"                                  | server: x          | ANSWER",
        "if-none-match: \"b\";if-modified-since: @0            | etag: \"a\";last-modified: @-9 |"
            + " ANSWER",
        "if-none-match: \"a\";if-modified-since: @-20          | etag: \"a\";last-modified: @-9 |"
            + " NOT_MODIFIED",
        "if-modified-since: @-9                                | last-modified: @-9 | NOT_MODIFIED",
        "if-modified-since: @-10                               | last-modified: @-9 | ANSWER",
        "if-modified-since: @0                                 | date: @-9          | NOT_MODIFIED",
        "if-modified-since: soon                               | last-modified: @-9 | ANSWER",
        "if-match: \"a\"                                       | etag: \"a\"        | ANSWER",
        "if-match: W/\"a\"                                     | etag: W/\"a\"      | FAILED",
        "if-match: \"b\"                                       | etag: \"a\"        | FAILED",
        "if-match: *                                           | server: x          | ANSWER",
        "if-unmodified-since: @-10                             | last-modified: @-9 | FAILED",
        "if-unmodified-since: @-9                              | last-modified: @-9 | ANSWER",
        "if-match: \"a\";if-none-match: \"a\"                  | etag: \"a\"        | NOT_MODIFIED",
      })
  void judges(String request, String stored, Validators.Verdict expected) {
    assertThat(
            Validators.judge(
                Fields.of(request.split(";")), Fields.of(stored.split(";")), Fields.NOW))
        .isEqualTo(expected);
  }

  @Test
  void asksByWhatIsKnownInPlaceOfWhatTheClientHas() {
    Headers request = Fields.of("if-none-match: \"old\"", "range: bytes=0-1", "accept: x");
    assertThat(Validators.ask(request, Fields.of("etag: \"a\"", "last-modified: @-9"))).isTrue();
    assertThat(request.get("if-none-match")).isEqualTo("\"a\"");
    assertThat(request.contains("if-modified-since")).isTrue();
    assertThat(request.contains("range")).isFalse();
    assertThat(request.get("accept")).isEqualTo("x");
    assertThat(Validators.ask(request, Fields.of("server: x"))).isFalse();
    assertThat(request.contains("if-none-match")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "etag: \"a\"        | etag: \"a\"        | true",
        "etag: W/\"a\"      | etag: \"a\"        | true",
        "etag: \"b\"        | etag: \"a\"        | false",
        "etag: \"b\"        | server: x          | false",
        "last-modified: @-9 | last-modified: @-9 | true",
        "last-modified: @-8 | last-modified: @-9 | false",
        "server: x          | etag: \"a\"        | true",
      })
  void knowsWhatA304IsAbout(String notModified, String stored, boolean expected) {
    assertThat(Validators.confirms(Fields.of(notModified), Fields.of(stored))).isEqualTo(expected);
  }
}
