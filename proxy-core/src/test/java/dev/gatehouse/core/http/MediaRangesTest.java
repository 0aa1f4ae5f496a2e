package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MediaRangesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/html                        | text/html  | 1000 | 3
          TEXT/HTML;Q=0.5                  | text/html  |  500 | 3
          text/*;q=0.25                    | text/html  |  250 | 2
          */*;q=0.001                      | text/html  |    1 | 1
          text/html;q=0, */*               | text/html  |    0 | 3
          */*, text/html;q=0               | text/html  |    0 | 3
          text/html;level=1;q=0.4          | text/html  |  400 | 3
          text/html ; q=0.4 ; ext=1        | text/html  |  400 | 3
          application/json                 | text/html  |    0 | 0
          text/htm                         | text/html  |    0 | 0
          te/*                             | text/html  |    0 | 0
          text/html;q=1.5                  | text/html  |    0 | 0
          text/html;q=                     | text/html  |    0 | 0
          text/html;q=.5                   | text/html  |    0 | 0
          text/html;q=0.1234               | text/html  |    0 | 0
          text/html;q=-1                   | text/html  |    0 | 0
          text/html;q=1e3, */*;q=0.2       | text/html  |  200 | 1
          ,,;q=1,                          | text/html  |    0 | 0
          """)
  void judgesByTheMostSpecificRange(String accept, String type, int weight, int specificity) {
    assertThat(MediaRanges.judge(accept, type))
        .isEqualTo(new MediaRanges.Verdict(weight, specificity));
  }

  @Test
  void prefersWeightThenSpecificity() {
    var exact = new MediaRanges.Verdict(500, 3);
    assertThat(new MediaRanges.Verdict(501, 1).betterThan(exact)).isTrue();
    assertThat(exact.betterThan(new MediaRanges.Verdict(500, 1))).isTrue();
    assertThat(exact.betterThan(exact)).isFalse();
    var refused = new MediaRanges.Verdict(0, 3);
    assertThat(refused.betterThan(new MediaRanges.Verdict(0, 0))).isFalse();
  }
}
