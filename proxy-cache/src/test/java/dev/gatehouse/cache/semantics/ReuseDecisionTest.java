package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be done with a stored response (RFC 9111 §4.2, §5.2), as a table. */
final class ReuseDecisionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                | max-age=60                            | 59 | FRESH",
        "-                | max-age=60                            | 60 | STALE",
        "-                | max-age=60, no-cache                  | 1  | NO_CACHE",
        "no-cache         | max-age=60                            | 1  | REQUEST",
        "max-age=0        | max-age=60                            | 1  | REQUEST",
        "max-age=30       | max-age=60                            | 30 | FRESH",
        "max-age=30       | max-age=60                            | 31 | REQUEST",
        "min-fresh=20     | max-age=60                            | 40 | FRESH",
        "min-fresh=20     | max-age=60                            | 41 | REQUEST",
        "max-stale        | max-age=60                            | 99 | STALE_ALLOWED",
        "max-stale=10     | max-age=60                            | 70 | STALE_ALLOWED",
        "max-stale=10     | max-age=60                            | 71 | STALE",
        "max-stale        | max-age=60, must-revalidate           | 70 | STALE",
        "max-stale        | max-age=60, proxy-revalidate          | 70 | STALE",
        "max-stale        | s-maxage=60                           | 70 | STALE",
        "-                | max-age=60, stale-while-revalidate=10 | 69 | STALE_WHILE_REVALIDATE",
        "-                | max-age=60, stale-while-revalidate=10 | 70 | STALE",
        "no-cache         | max-age=60, stale-while-revalidate=10 | 69 | REQUEST",
        "-                | s-maxage=60, stale-while-revalidate=10 | 69 | STALE_WHILE_REVALIDATE",
        "-    | max-age=60, must-revalidate, stale-while-revalidate=10 | 69 | STALE",
      })
  void decides(String request, String response, long age, ReuseDecision expected) {
    assertThat(ReuseDecision.of(control(request), false, control(response), 60_000, age * 1000))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                 | max-age=60, stale-if-error=10                   | 69 | true",
        "-                 | max-age=60, stale-if-error=10                   | 70 | false",
        "-                 | max-age=60                                      | 61 | false",
        "stale-if-error=10 | max-age=60                                      | 61 | true",
        "-                 | max-age=60, stale-if-error=10, must-revalidate  | 61 | false",
        "-                 | max-age=60, stale-if-error=10, no-cache         | 61 | false",
        "no-cache          | max-age=60, stale-if-error=10                   | 61 | false",
        "-                 | s-maxage=60, stale-if-error=10                  | 61 | true",
        "stale-if-error=10 | s-maxage=60                                     | 61 | false",
      })
  void takesAStaleOneForAnError(String request, String response, long age, boolean expected) {
    assertThat(
            ReuseDecision.answersForError(control(request), control(response), 60_000, age * 1000))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60                    | 5  | 7",
        "max-age=60, stale-if-error=1  | 5  | 1",
        "max-age=60, must-revalidate   | -1 | -1",
        "max-age=60, proxy-revalidate  | -1 | -1",
        "s-maxage=60                   | -1 | -1",
      })
  void takesTheRoutesSpansWhereTheOriginLeavesItOpen(
      String response, long whileRevalidating, long ifError) {
    CacheControl control =
        control(response).withDefaults(Duration.ofSeconds(5), Duration.ofSeconds(7));
    assertThat(control.staleWhileRevalidate()).isEqualTo(whileRevalidating);
    assertThat(control.staleIfError()).isEqualTo(ifError);
  }

  private static CacheControl control(String directives) {
    return CacheControl.of(
        directives == null ? Fields.of() : Fields.of("cache-control: " + directives));
  }
}
