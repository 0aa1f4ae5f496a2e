package dev.gatehouse.cache.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max-age=60                             | 60",
        "MAX-AGE=60                             | 60",
        "max-age=003600                         | 3600",
        "max-age=\"60\"                         | 60",
        "max-age='60'                           | -2",
        "max-age=-60                            | -2",
        "max-age=60.0                           | -2",
        "max-age=60a                            | -2",
        "max-age= 60                            | -2",
        "max-age =60                            | -1",
        "max-age                                | -2",
        "max-age=                               | -2",
        "max-age=1, max-age=1800                | 1",
        "max-age=99999999999999999999           | 2147483648",
        "extension=\"max-age=3600\", max-age=1  | 1",
        "extension=\"a\\\"b, max-age=9\", max-age=1 | 1",
        "no-cache                               | -1",
        ",, max-age=7 ,                         | 7",
      })
  void readsSpansOfTime(String field, long seconds) {
    assertThat(CacheControl.of(Fields.of("cache-control: " + field)).maxAge()).isEqualTo(seconds);
  }

  @Test
  void readsAllLinesOfTheField() {
    CacheControl control =
        CacheControl.of(Fields.of("cache-control: max-age=1", "cache-control: No-Store, public"));
    assertThat(control.maxAge()).isEqualTo(1);
    assertThat(control.noStore()).isTrue();
    assertThat(control.isPublic()).isTrue();
    assertThat(control.isPrivate()).isFalse();
  }

  @Test
  void takesAListOfFieldsForTheseFieldsOnly() {
    CacheControl control =
        CacheControl.of(Fields.of("cache-control: no-cache=\"A, b\", private=C, max-age=9"));
    assertThat(control.noCache()).isFalse();
    assertThat(control.isPrivate()).isFalse();
    assertThat(control.unshared()).containsExactly("a", "b", "c");
    assertThat(control.maxAge()).isEqualTo(9);
  }

  @Test
  void takesAnEmptyListForAllFields() {
    assertThat(CacheControl.of(Fields.of("cache-control: no-cache=\"\"")).noCache()).isTrue();
  }

  @Test
  void letsAnyAgePassForMaxStaleWithoutAnArgument() {
    assertThat(CacheControl.of(Fields.of("cache-control: max-stale")).maxStale())
        .isEqualTo(DeltaSeconds.MOST);
  }

  @Test
  void saysNothingWhereThereIsNoSuchField() {
    CacheControl control = CacheControl.of(Fields.of("etag: \"a\""));
    assertThat(control.present()).isFalse();
    assertThat(control.maxAge()).isEqualTo(DeltaSeconds.ABSENT);
  }

  @Test
  void aQuoteThatDoesNotEndHidesNothing() {
    CacheControl control =
        CacheControl.of(Fields.of("cache-control: public, ext=\"a, no-store, max-age=9"));
    assertThat(control.noStore()).isTrue();
    assertThat(control.maxAge()).isEqualTo(9);
  }
}
