package dev.gatehouse.cache.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** If-Range (RFC 9110 §13.1.5), and what tells representations apart (§8.8.1). */
final class StrongValidatorTest {
  private static final String AT = "Thu, 01 Jan 2026 00:00:0";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the client's      | ETag     | Last-Modified | Date | holds
        "\"a\"               | \"a\"    |               |      | true",
        "\"b\"               | \"a\"    |               |      | false",
        "W/\"a\"             | W/\"a\"  |               |      | false",
        "\"a\"               | W/\"a\"  |               |      | false",
        "W/\"a\"             | \"a\"    |               |      | false",
        "\"a\"               |          |               |      | false",
        "a                   | a        |               |      | false",
        "*                   | \"a\"    |               |      | false",
        "1                   |          | 1             | 2    | true",
        "1                   | \"a\"    | 1             | 9    | true",
        "1                   |          | 1             | 1    | false",
        "1                   |          | 1             |      | false",
        "1                   |          | 2             | 9    | false",
        "2                   |          | 1             | 9    | false",
        "1                   |          |               | 9    | false",
        "1                   | \"a\"    |               | 9    | false",
      })
  void holds(String given, String tag, String modified, String date, boolean expected) {
    assertThat(StrongValidator.holds(date(given), response(tag, modified, date)))
        .isEqualTo(expected);
  }

  private static String date(String text) {
    return text.matches("\\d") ? AT + text + " GMT" : text;
  }

  private static Headers response(String tag, String modified, String date) {
    Headers response = new Headers();
    String[] values = {tag, modified, date};
    String[] names = {"etag", "last-modified", "date"};
    for (int i = 0; i < names.length; i++) {
      if (values[i] != null) {
        response.add(names[i], date(values[i]));
      }
    }
    return response;
  }
}
