package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long responses are fresh, and how old they are (RFC 9111 §4.2). */
final class LifetimeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cache-control: max-age=3600                                           | 3600 | MAX_AGE",
        "cache-control: max-age=3600, s-maxage=1                               | 1    | S_MAXAGE",
        "cache-control: s-maxage=3600, max-age=1                               | 3600 | S_MAXAGE",
        "cache-control: max-age=0; expires: @3600; date: @0                    | 0    | MAX_AGE",
        "cache-control: max-age=-1; expires: @3600; date: @0                   | 0    | INVALID",
        "expires: @300; date: @0                                               | 300  | EXPIRES",
        "expires: @300; date: @400                                             | 0    | EXPIRES",
        "expires: @20; date: @10                                               | 10   | EXPIRES",
        "expires: 0; date: @0                                                  | 0    | INVALID",
        "surrogate-control: max-age=5; cache-control: max-age=9                | 5    | MAX_AGE",
        "cdn-cache-control: max-age=7; surrogate-control: max-age=5            | 7    | MAX_AGE",
        "surrogate-control: unknown; cache-control: max-age=9                  | 9    | MAX_AGE",
        "surrogate-control: max-age=5; expires: @300; date: @0                 | 5    | MAX_AGE",
        "expires: Thu, 18 Aug 2050 02:01:18 AEST; last-modified: @-9999        | 0    | INVALID",
        "last-modified: @-86400; date: @0                                      | 8640 | HEURISTIC",
        "last-modified: @-86400000; date: @0                                | 604800 | HEURISTIC",
        "last-modified: @10; date: @0                                          | 0    | HEURISTIC",
        "etag: x                                                               | 0    | NONE",
        "cdn-cache-control: max-age=5; cache-control: max-age=9                | 5    | MAX_AGE",
        "cdn-cache-control: max-age=\"5\"; cache-control: max-age=9            | 9    | MAX_AGE",
        "cdn-cache-control: max-age=5, &&&; cache-control: max-age=9           | 9    | MAX_AGE",
        "cdn-cache-control: none; expires: @300; date: @0                      | 0    | NONE",
      })
  void readsTheLifetime(String fields, long seconds, Lifetime.Source source) {
    Headers response = Fields.of(fields.split(";"));
    assertThat(Lifetime.of(200, response, Governing.of(response), Fields.NOW))
        .isEqualTo(new Lifetime(seconds * 1000, source));
  }

  @ParameterizedTest
  @CsvSource({
    "200, true", "203, true", "204, true", "300, true", "301, true", "308, true", "404, true",
    "405, true", "410, true", "414, true", "501, true", "201, false", "202, false", "302, false",
    "307, false", "403, false", "500, false", "502, false", "503, false", "504, false", "599, false"
  })
  void guessesForSomeStatusesOnly(int status, boolean guesses) {
    Headers response = Fields.of("last-modified: @-86400", "date: @0");
    Lifetime lifetime = Lifetime.of(status, response, Governing.of(response), Fields.NOW);
    assertThat(lifetime.millis() > 0).isEqualTo(guesses);
  }

  @Test
  void guessesForAnyStatusThatIsPublic() {
    Headers response = Fields.of("last-modified: @-86400", "date: @0", "cache-control: public");
    assertThat(Lifetime.of(599, response, Governing.of(response), Fields.NOW).millis())
        .isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date: @0                      | 0",
        "date: @-30                    | 30",
        "date: @30                     | 0",
        "date: yesterday               | 0",
        "date: @-10; age: 25           | 25",
        "date: @10; age: 15            | 15",
        "date: @-40; age: 25           | 40",
        "age: 7200, 0                  | 7200",
        "age: 0, 7200                  | 0",
        "age: 7200; age: 0             | 7200",
        "age: abc                      | 0",
        "age: -7200                    | 0",
        "age: 7200.0                   | 0",
        "age: 7200/foo=bar             | 0",
        "age: 7200;foo=bar             | 7200",
        "age: 7200 ;foo=1, 0           | 7200",
        "age: ;foo=1                   | 0",
        "age: 9999999999               | 2147483648",
      })
  void readsTheAgeAtArrival(String fields, long seconds) {
    Headers response = Fields.of(fields.split("; "));
    long born = Ages.born(response, Fields.NOW, Fields.NOW);
    assertThat(Ages.seconds(born, Fields.NOW)).isEqualTo(seconds);
  }

  @Test
  void countsTheTimeThatTheExchangeTook() {
    Headers response = Fields.of("date: @0", "age: 5");
    long born = Ages.born(response, Fields.NOW - 2000, Fields.NOW);
    assertThat(Ages.seconds(born, Fields.NOW)).isEqualTo(7);
    assertThat(Ages.seconds(born, Fields.NOW + 10_000)).isEqualTo(17);
  }
}
