package dev.gatehouse.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryPolicyTest {
  private static final QueryPolicy ONLY = new QueryPolicy.Only(List.of("page", "f_*"));
  private static final QueryPolicy IGNORE = new QueryPolicy.Ignore(List.of("utm_*", "fbclid"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "page=1            | page=1",
        "page              | page",
        "page=             | page=",
        "x=1               | -",
        "x=1&page=2        | page=2",
        "page=2&x=1        | page=2",
        "page=1&page=2     | page=1&page=2",
        "page=1&x&page=2   | page=1&page=2",
        "f_a=1&g=2&f_=3    | f_a=1&f_=3",
        "pages=1           | -",
        "Page=1            | -",
        "p%61ge=1          | -",
        "a=page=1          | -",
        "a=1;page=2        | -",
        "''                | -",
        "-                 | -",
      })
  void onlySomeAreKept(@Nullable String query, @Nullable String kept) {
    assertThat(ONLY.apply(query)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "utm_source=x             | -",
        "utm_=x                   | -",
        "a=1&utm_source=x&b=2     | a=1&b=2",
        "utm_source=x&a=1         | a=1",
        "a=1&fbclid=2             | a=1",
        "fbclid=2&fbclid=3        | -",
        "fbclid2=1                | fbclid2=1",
        "utm%5Fsource=x           | utm%5Fsource=x",
        "UTM_source=x             | UTM_source=x",
        "a=1&&b=2                 | a=1&&b=2",
        "a=1&fbclid&&b=2&         | a=1&&b=2&",
        "b=2&a=1                  | b=2&a=1",
        "''                       | ''",
        "-                        | -",
      })
  void someAreIgnored(@Nullable String query, @Nullable String kept) {
    assertThat(IGNORE.apply(query)).isEqualTo(kept);
  }

  @Test
  void allIsTheQueryItselfAndNoneIsNothing() {
    String query = "b=1&a=2";

    assertThat(new QueryPolicy.All().apply(query)).isSameAs(query);
    assertThat(IGNORE.apply(query)).isSameAs(query);
    assertThat(new QueryPolicy.None().apply(query)).isNull();
  }
}
